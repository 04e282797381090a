#pragma once
#include "core/shape.h"
#include "layers/gemm/gemm_extents.h"
#include "layers/layer.h"

// How rung 7 lays out what it multiplies: rounded, and with all channels of a pixel side by side
// (NHWC, where a tensor is NCHW). The zeros around the image are stored too. Then a row of a window
// is one run of memory, and neighbouring windows overlap:
//
//     pixels     | 0 0 0 0 | a a a a | b b b b | c c c c | 0 0 0 0 |    4 channels each
//     window 0   |<----------- run ----------->|
//     window 1             |<----------- run ----------->|
//     window 2                       |<----------- run ----------->|
//
// Everything is counted in chunks: the 16 bytes that one copy brings, at a multiple of 16 bytes. A
// chunk has 8 numbers of bf16, or 4 of tf32. A pixel is whole chunks, with zeros after its
// channels. Only where windows begin at even pixels may it be half a chunk of bf16: conv1's pixels
// are, for its 3 colours at a stride of 4.
namespace alexnet::cuda::packed {

/// (fp32 is not packed.)
constexpr int numbers_of_chunk(Math math) { return math == Math::bf16 ? 8 : 4; }

/// Which windows look at a tensor.
struct WindowGrid {
  int out_height, out_width;  ///< windows of an image
  int filter_height, filter_width;
  int stride;
};

/// The extents of packed maps. (64 bits, to find out whether they fit into 32.)
struct Layout {
  std::int64_t chunk;  ///< numbers
  std::int64_t images;
  std::int64_t pixel;  ///< numbers
  std::int64_t pitch;  ///< from a row of pixels to the next, in chunks
  std::int64_t rows;   ///< of pixels in an image

  std::int64_t chunks() const { return images * rows * pitch; }
  std::int64_t pixels_in_row() const { return pitch * chunk / pixel; }
  std::int64_t pixels() const { return images * rows * pixels_in_row(); }

  /// From a window to its neighbour.
  std::int64_t step_chunks(const WindowGrid& w) const { return w.stride * pixel / chunk; }
  /// The row of a window. Its last chunk may reach into the next pixel.
  std::int64_t run_chunks(const WindowGrid& w) const {
    return ceil_div(w.filter_width * pixel, chunk);
  }
  /// A filter as windows meet it: its rows follow one another, each of them a run.
  std::int64_t line_chunks(const WindowGrid& w) const { return w.filter_height * run_chunks(w); }
};

/// Covers all rows and pixels that windows see, and no others.
inline Layout layout_for(int images, int channels, const WindowGrid& w, Math math) {
  Layout l;
  l.chunk = numbers_of_chunk(math);
  l.images = images;
  const bool is_half = math == Math::bf16 && channels <= l.chunk / 2 && w.stride % 2 == 0;
  l.pixel = is_half ? l.chunk / 2 : ceil_div(std::int64_t{channels}, l.chunk) * l.chunk;
  l.pitch = (w.out_width - 1) * l.step_chunks(w) + l.run_chunks(w);
  l.rows = std::int64_t{w.out_height - 1} * w.stride + w.filter_height;
  return l;
}

/// How many rows, and how many pixels of each row, lie before something.
struct Margin {
  int rows = 0, pixels = 0;
};

/// Covers whole maps, with a border of zeros on all four sides.
inline Layout layout_with_border(const Shape& maps, const Margin& border, Math math) {
  Layout l;
  l.chunk = numbers_of_chunk(math);
  l.images = maps.n;
  l.pixel = ceil_div(std::int64_t{maps.c}, l.chunk) * l.chunk;
  l.pitch = (maps.w + 2 * border.pixels) * l.pixel / l.chunk;
  l.rows = maps.h + 2 * border.rows;
  return l;
}

}  // namespace alexnet::cuda::packed
