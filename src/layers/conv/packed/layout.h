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
  std::int64_t pitch;  ///< from a row of pixels to the next, in chunks
  std::int64_t rows;   ///< of pixels in an image

  std::int64_t chunks() const { return images * rows * pitch; }
  std::int64_t pixels_in_row() const { return pitch * kChunk / pixel; }
  std::int64_t pixels() const { return images * rows * pixels_in_row(); }

  /// From a window to its neighbour.
  std::int64_t step_chunks(const WindowGrid& w) const { return w.stride * pixel / kChunk; }
  /// The row of a window. Its last chunk may reach into the next pixel.
  std::int64_t run_chunks(const WindowGrid& w) const {
    return ceil_div(w.filter_width * pixel, kChunk);
  }
  /// A filter as windows meet it: its rows follow one another, each of them a run.
  std::int64_t line_chunks(const WindowGrid& w) const { return w.filter_height * run_chunks(w); }
};

/// Covers all rows and pixels that windows see, and no others.
inline Layout layout_for(int images, int channels, const WindowGrid& w) {
  Layout l;
  l.images = images;
  const bool half_chunks = channels <= kChunk / 2 && w.stride % 2 == 0;
  l.pixel = half_chunks ? kChunk / 2 : ceil_div(channels, kChunk) * kChunk;
  l.pitch = (w.out_width - 1) * l.step_chunks(w) + l.run_chunks(w);
  l.rows = std::int64_t{w.out_height - 1} * w.stride + w.filter_height;
  return l;
}

/// How many rows, and how many pixels of each row, lie before something.
struct Margin {
  int rows = 0, pixels = 0;
};

/// Covers whole maps, with a border of zeros on all four sides.
inline Layout layout_with_border(const Shape& maps, const Margin& border) {
  Layout l;
  l.images = maps.n;
  l.pixel = ceil_div(maps.c, kChunk) * kChunk;
  l.pitch = (maps.w + 2 * border.pixels) * l.pixel / kChunk;
  l.rows = maps.h + 2 * border.rows;
  return l;
}

}  // namespace alexnet::cuda::packed
