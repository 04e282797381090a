#pragma once
#include "core/shape.h"
#include "layers/gemm/gemm_extents.h"

// How rung 7 lays out what it multiplies: as bf16, and with all channels of a pixel side by side
// (NHWC, where a tensor is NCHW). The zeros around the image are stored too. Then a row of a window
// is one run of memory, and neighbouring windows overlap:
//
//     pixels     | 0 0 0 0 | a a a a | b b b b | c c c c | 0 0 0 0 |    4 channels each
//     window 0   |<----------- run ----------->|
//     window 1             |<----------- run ----------->|
//     window 2                       |<----------- run ----------->|
//
// Everything is counted in chunks: 8 numbers, the 16 bytes that one copy brings, at a multiple of
// 16 bytes. So a pixel has a multiple of 8 numbers, with zeros after its channels. Only where
// windows begin at even pixels may it have 4: conv1's pixels do, for its 3 colours at a stride of
// 4.
namespace alexnet::cuda::packed {

constexpr int kChunk = 8;  // numbers

/// Which windows look at a tensor.
struct WindowGrid {
  int out_height, out_width;  ///< windows of an image
  int filter_height, filter_width;
  int stride;
};

/// The extents of packed maps. (64 bits, to find out whether they fit into 32.)
struct Layout {
  std::int64_t images;
  std::int64_t pixel;  ///< numbers
  std::int64_t run;    ///< of a window's row, in chunks: the last may reach into the next pixel
  std::int64_t step;   ///< from a window to its neighbour, in chunks
  std::int64_t pitch;  ///< from a row of pixels to the next, in chunks
  std::int64_t rows;   ///< of pixels in an image

  std::int64_t chunks() const { return images * rows * pitch; }
  std::int64_t pixels_in_row() const { return pitch * kChunk / pixel; }
};

/// Covers all rows and pixels that windows see, and no others.
inline Layout layout_for(int images, int channels, const WindowGrid& w) {
  Layout l;
  l.images = images;
  const bool half_chunks = channels <= kChunk / 2 && w.stride % 2 == 0;
  l.pixel = half_chunks ? kChunk / 2 : ceil_div(channels, kChunk) * kChunk;
  l.run = ceil_div(w.filter_width * l.pixel, kChunk);
  l.step = w.stride * l.pixel / kChunk;
  l.pitch = (w.out_width - 1) * l.step + l.run;
  l.rows = std::int64_t{w.out_height - 1} * w.stride + w.filter_height;
  return l;
}

/// Filters as the windows of `l` meet them: a line for each filter, in which its rows follow one
/// another, each of them a run. The chunks of a line:
inline std::int64_t line_chunks(const Layout& l, const WindowGrid& w) {
  return w.filter_height * l.run;
}

}  // namespace alexnet::cuda::packed
