#pragma once
#include "cuda/stream.h"

// Chapter 12: the exercises. Each stub beside this file is one of them. All pointers point into the
// memory of the stream's device. The functions only queue work: the check waits.
namespace alexnet::course {

/// Exercise 1 (four lines, and the grid). Cuts a piece out of a picture and reflects it, as chapter
/// 11 does: y(r, c) = x(top + r, left + cols - 1 - c). From one row of x to the next it is `stride`
/// numbers; y has `rows` rows of `cols` numbers, one right after the other. One thread per number
/// of y, in blocks of 32 x 8 threads; any rows and cols from 1 on. Neighbouring threads read and
/// write neighbours. All of the piece lies in x.
void mirrored_crop(const cuda::Stream& stream, const float* x, int stride, int top, int left,
                   float* y, int rows, int cols);

/// Exercise 2 (about ten lines). sums[b] = the sum of x[256 b] ... x[256 b + 255]: one block of 256
/// threads for each 256 numbers. Add in halves: in the first of 8 rounds 128 threads each add a
/// number of the upper half to one of the lower, in the second 64 do, and so on. Between rounds
/// stands a barrier, which all 256 threads must reach. x has 256 * blocks numbers.
void block_sums(const cuda::Stream& stream, const float* x, float* sums, int blocks);

/// Exercise 3 (one to eight lines). A prediction, without a device: how many sectors of 32 bytes
/// does a warp read if its lane l reads the float at index first + l * stride? Index 0 lies at the
/// beginning of a sector; first and stride are not negative.
int sectors_of_warp(int first, int stride);

}  // namespace alexnet::course
