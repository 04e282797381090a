#pragma once
#include "cuda/stream.h"

// Chapter 12: the exercises. Each stub beside this file is one of them. All pointers point into the
// memory of the stream's device. The functions only queue work: the check waits.
namespace alexnet::course {

/// Which thread read a number last, and how many times it was read. Blocks and the threads of a
/// block are numbered, .x varying fastest.
struct Reader {
  int block, thread;
  unsigned times;
};

/// Numbers in the device's memory. They can only be read with read(numbers, index), which is in
/// logged_numbers.cuh: it also writes down who reads.
class LoggedNumbers {
 public:
  /// `log` has a Reader for each number, and one more for what lies beyond them.
  LoggedNumbers(const float* data, int count, Reader* log)
      : data_(data), count_(count), log_(log) {}

 private:
  friend struct Logging;
  const float* data_;
  int count_;
  Reader* log_;
};

/// Exercise 1 (four lines, and the grid). Cuts a piece out of a picture and reflects it, as chapter
/// 11 does: y(r, c) = x(top + r, left + cols - 1 - c). The rows of x begin `stride` numbers apart,
/// so x(i, j) is read(x, i * stride + j); y has `rows` rows of `cols` numbers, one right after the
/// other. One thread per number of y, in blocks of 32 x 8 threads; any rows and cols from 1 on.
/// Each number of the piece, all of which lies in x, is read once, and nothing else. Neighbouring
/// threads read and write neighbours: the check looks up who has read what.
void mirrored_crop(const cuda::Stream& stream, LoggedNumbers x, int stride, int top, int left,
                   float* y, int rows, int cols);

/// Exercise 2 (about ten lines). sums[b] = the sum of x[256 b] ... x[256 b + 255]: one block of 256
/// threads for each 256 numbers. Add in halves: in the first of 8 rounds each thread i < 128 adds
/// number i + 128 to number i, in the second each thread i < 64 adds number i + 64, and so on.
/// (Another order rounds differently, and the check compares to the last bit.) Between rounds
/// stands a barrier, which all 256 threads must reach. x has 256 * blocks numbers.
void block_sums(const cuda::Stream& stream, const float* x, float* sums, int blocks);

/// Exercise 3 (one to eight lines). A prediction, without a device: how many sectors of 32 bytes
/// does a warp read if its lane l reads the float at index first + l * stride? Index 0 lies at the
/// beginning of a sector; first and stride are not negative.
int sectors_of_warp(int first, int stride);

}  // namespace alexnet::course
