#pragma once
#include <cstddef>

#include "cuda/stream.h"

// Chapter 14: the exercises. Each stub beside this file is one of them.
namespace alexnet::course {

/// A convolution of one input; maps and filters are square.
struct ConvSizes {
  int images, channels, size;  ///< x (images, channels, size, size)
  int filters, filter;         ///< weights (filters, channels, filter, filter)
  int stride, pad;
  int out;  ///< y (images, filters, out, out)
};

/// Exercise 1 (six to ten lines). Where in x does element (tap, window) of the matrix of windows
/// lie, counted in floats from the first? -1 if the tap lies outside x: on the padding, or where
/// the last window hangs over. Windows are numbered over the batch,
/// ((image * out) + oy) * out + ox; taps over the channels,
/// ((channel * filter) + ky) * filter + kx.
int element_of_windows(const ConvSizes& layer, int tap, int window);

/// Exercise 2 (eight to twelve lines). How many numbers are read from one channel of one image of
/// x, if each block computes tile x tile outputs of a map and brings to shared memory the smallest
/// rectangle of x that holds all their windows, each pixel of it once? In tiles that hang over,
/// only the outputs that exist count; in rectangles, only the pixels of x, not its padding. Tiles
/// begin at outputs 0, tile, 2 * tile, and so on, down and across.
long patch_reads(const ConvSizes& layer, int tile);

/// A tensor in the device's memory. Its numbers can only be read with read(numbers, index), which
/// is in counted_numbers.cuh: it counts.
class CountedNumbers {
 public:
  /// `reads` and `reads_outside` are counts in the device's memory.
  CountedNumbers(const float* data, int count, unsigned* reads, unsigned* reads_outside)
      : data_(data), count_(count), reads_(reads), reads_outside_(reads_outside) {}

 private:
  friend struct Counting;
  const float* data_;
  int count_;
  unsigned *reads_, *reads_outside_;
};

/// Exercise 3 (about thirty lines). y = conv(x, weight), without a bias, for filters of 5 x 5 at
/// stride 1 with padding 2, as in conv2; the number of filters is a multiple of 8. The stub is
/// right, but reads two numbers per product. Blocks of 16 x 16 threads; each thread computes one
/// pixel of 8 maps. A thread whose pixel lies beyond y must still bring its part of the patch and
/// come to every barrier: the stub's early return has to move. The check counts reads: of x,
/// exactly what exercise 2 says for tiles of 16, once for every 8 filters; of the weights, 25 per
/// block, channel and filter. In steps:
///
///   (a) Bring the patch, and compute nothing: are the reads of x those of exercise 2?
///   (b) Compute the first of the 8 filters, and let the others wait.
///   (c) Now all eight: a pixel that a thread has read serves them all.
void staged_conv(const cuda::Stream& stream, const ConvSizes& layer, CountedNumbers x,
                 CountedNumbers weight, float* y);

}  // namespace alexnet::course
