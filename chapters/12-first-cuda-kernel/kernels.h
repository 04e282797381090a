#pragma once
#include <cstdint>

#include "cuda/memory.h"
#include "cuda/stream.h"

// What launches chapter 12's kernels, for demo.cpp, which an ordinary compiler compiles.
namespace alexnet::course {

/// What a thread says about itself.
struct Place {
  int element, block, warp, lane;
};

/// places[i] = who computes element i, with `threads` threads in a block.
void who_am_i(const cuda::Stream& stream, Place* places, int count, int threads);

/// y = max(x, 0).
void relu(const cuda::Stream& stream, const float* x, float* y, int count);

/// Ways to walk through a square matrix of `side` rows: thread i of the first warp reads ...
enum class Walk {
  neighbours,  ///< ... element i of a row
  second,      ///< ... every second element
  column,      ///< ... element i of a column
  same,        ///< ... the same element as all others
};
/// touched[i] = the number of the element that thread i would read.
void touch(const cuda::Stream& stream, Walk walk, int* touched, int side);

/// Reverses `rows` rows of 8 numbers, one block per row: y[r][i] = x[r][7 - i].
void reverse_rows(const cuda::Stream& stream, const float* x, float* y, int rows);

/// Tints a picture (rgb, side * side pixels) by the warp of the thread that has the pixel, in
/// blocks of `across` x `down` threads.
void tint(const cuda::Stream& stream, std::uint8_t* rgb, int side, int across, int down);

}  // namespace alexnet::course
