#pragma once
#include "cuda/stream.h"

// Chapter 15, what is to be done. Each stub beside this file is a kernel that is nearly right. Find
// its mistake - by what the check says, by a debugger, by a sanitizer - and mend it, as little as
// you can. The launches are right, but for one. Pointers are to the memory of the stream's device.
namespace alexnet::course {

/// Exercise 1 (two lines more, one changed). y[i] = x[0] + ... + x[i], for 64 numbers in one block.
/// In six rounds: after the first each number is the sum of two, after the second of four ...
void running_sums(const cuda::Stream& stream, const float* x, float* y);

/// Exercise 2 (three lines). y(r, c) = x(r, c + 1) - x(r, c), in a matrix of `rows` rows of `cols`
/// numbers; to the right of the matrix everything is 0. Blocks of 16 x 16 threads bring what they
/// need to shared memory.
void differences(const cuda::Stream& stream, const float* x, float* y, int rows, int cols);

/// Exercise 3 (one line moved). y = x minus the mean of its block: each block of 64 threads has 64
/// numbers.
void without_mean(const cuda::Stream& stream, const float* x, float* y, int blocks);

/// Exercise 4 (two lines). y[i] = 2 x[i], for any count, in blocks of 64 threads. Mend it without
/// reading or writing beyond the last number.
void doubled(const cuda::Stream& stream, const float* x, float* y, int count);

}  // namespace alexnet::course
