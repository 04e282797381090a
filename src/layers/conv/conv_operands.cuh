#pragma once
#include "cuda/fast_divmod.h"
#include "layers/conv/conv_geometry.h"
#include "layers/gemm/gemm_sinks.cuh"

// A convolution's tensors as operands of matrix products (gemm_operands.cuh). The matrix of
// windows, in which a pixel would appear once for every window that covers it, is never written:
// these rules say where its elements lie.
//
// Pixels (n, y, x) are numbered over the batch, and so are windows and their outputs, (n, oy, ox).
// Taps (c, ky, kx) are numbered over the channels of one input. A thread that walks along a line
// divides once for the line; for each term it divides by extents of the filter.
namespace alexnet::cuda {

/// Splits a number into an image and a place in a map, and the place into row and column.
struct PixelNumber {
  FastDivmod map, row;
  PixelNumber(int height, int width) : map(height * width), row(width) {}

  struct Pixel {
    int n, y, x;
  };
  __device__ Pixel operator()(int number) const {
    const auto [n, in_map] = map(number);
    const auto [y, x] = row(in_map);
    return {n, y, x};
  }
};

/// x as its windows see it. Lines are windows, terms are taps.
struct Windows {
  static constexpr bool kTermsAdjacent = false;  // neighbouring windows read neighbouring pixels
  struct Line {
    int offset, y, x;  // of the window's first pixel, which may lie outside
  };
  struct Term {
    int offset, y, x;  // from there
  };

  const float* x;
  ConvGeometry g;
  PixelNumber window, tap;
  Windows(const float* x_, const ConvGeometry& g_)
      : x(x_), g(g_), window(g.out_height, g.out_width), tap(g.filter_height, g.filter_width) {}

  __device__ Line line(int i) const {
    const auto [n, oy, ox] = window(i);
    const int top = oy * g.stride - g.pad, left = ox * g.stride - g.pad;
    return {n * g.channels * g.height * g.width + top * g.width + left, top, left};
  }
  __device__ Term term(int t) const {
    const auto [c, ky, kx] = tap(t);
    return {(c * g.height + ky) * g.width + kx, ky, kx};
  }
  __device__ const float* find(const Line& line, const Term& term) const {
    // A negative coordinate, as an unsigned number, is larger than any extent.
    const bool inside = unsigned(line.y + term.y) < unsigned(g.height) &&
                        unsigned(line.x + term.x) < unsigned(g.width);
    return inside ? x + (line.offset + term.offset) : nullptr;
  }
};

/// grad_y as the pixels of x see it. Lines are pixels of x; a term (f, ky, kx) is the window of
/// filter f whose tap (ky, kx) lies on the pixel. Such a window exists where (y + pad - ky) is a
/// multiple of the stride, that is, where y + pad and ky leave the same remainder. So divisions are
/// needed only per line and per term, and at stride 1, where one always exists, none by the stride.
template <bool kAtStride1 = false>
struct GradientWindows {
  static constexpr bool kTermsAdjacent = false;
  struct Line {
    int offset, y, x, remainder;  // of the last window that covers the pixel
  };
  struct Term {
    int offset, y, x, remainder;  // back from there
  };

  const float* grad_y;
  ConvGeometry g;
  PixelNumber pixel, tap;
  FastDivmod stride;
  GradientWindows(const float* grad_y_, const ConvGeometry& g_)
      : grad_y(grad_y_),
        g(g_),
        pixel(g.height, g.width),
        tap(g.filter_height, g.filter_width),
        stride(g.stride) {}

  __device__ Line line(int i) const {
    const auto [n, iy, ix] = pixel(i);
    const auto [y, remainder_y] = by_stride(iy + g.pad);
    const auto [x, remainder_x] = by_stride(ix + g.pad);
    return {(n * g.filters * g.out_height + y) * g.out_width + x, y, x,
            remainder_y * g.stride + remainder_x};
  }
  __device__ Term term(int t) const {
    const auto [f, ky, kx] = tap(t);
    const auto [y, remainder_y] = by_stride(ky);
    const auto [x, remainder_x] = by_stride(kx);
    return {(f * g.out_height - y) * g.out_width - x, y, x, remainder_y * g.stride + remainder_x};
  }
  __device__ const float* find(const Line& line, const Term& term) const {
    const bool exists = line.remainder == term.remainder &&
                        unsigned(line.y - term.y) < unsigned(g.out_height) &&
                        unsigned(line.x - term.x) < unsigned(g.out_width);
    return exists ? grad_y + (line.offset + term.offset) : nullptr;
  }

 private:
  __device__ FastDivmod::Result by_stride(int n) const {
    if constexpr (kAtStride1) return {n, 0};
    return stride(n);
  }
};

/// The weights as grad_x needs them. Lines are the channels of this input, terms are (f, ky, kx).
struct FiltersByChannel {
  static constexpr bool kTermsAdjacent = true;
  using Line = int;
  using Term = int;

  const float* weight;
  int first_channel, channels, filter_map;
  FastDivmod map;
  FiltersByChannel(const float* weight_, const ConvGeometry& g)
      : weight(weight_),
        first_channel(g.first_channel),
        channels(g.filter_channels),
        filter_map(g.filter_height * g.filter_width),
        map(filter_map) {}

  __device__ Line line(int c) const { return (first_channel + c) * filter_map; }
  __device__ Term term(int t) const {
    const auto [f, k] = map(t);
    return f * channels * filter_map + k;
  }
  __device__ const float* find(Line line, Term term) const { return weight + line + term; }
};

/// A batch of maps as a matrix of maps by pixels: (n, c, y, x) is element (c, (n, y, x)).
struct MapMatrix {
  int maps, map_size;
  FastDivmod map;
  MapMatrix(int maps_, int height, int width)
      : maps(maps_), map_size(height * width), map(map_size) {}

  __device__ int row(int c) const { return c * map_size; }
  __device__ int col(int pixel) const {
    const auto [n, in_map] = map(pixel);
    return n * maps * map_size + in_map;
  }
};

/// grad_y as grad_weight needs it. Lines are maps, terms are pixels.
struct Maps {
  static constexpr bool kTermsAdjacent = true;
  using Line = int;
  using Term = int;

  const float* data;
  MapMatrix matrix;

  __device__ Line line(int c) const { return matrix.row(c); }
  __device__ Term term(int pixel) const { return matrix.col(pixel); }
  __device__ const float* find(Line line, Term term) const { return data + line + term; }
};

/// Where y and grad_x go. Rows of the product are maps, columns are pixels; a bias belongs to a
/// map.
struct MapSink {
  float* data;
  MapMatrix matrix;
  gemm::Epilogue epilogue = {};

  __device__ float* place(int c, int pixel) const {
    return data + matrix.row(c) + matrix.col(pixel);
  }
  __device__ float value(float sum, const float* place, int c, int) const {
    return epilogue.apply(sum, place, c);
  }
};

}  // namespace alexnet::cuda
