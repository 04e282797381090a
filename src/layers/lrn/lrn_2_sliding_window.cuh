#pragma once
// Rung 2: a thread walks through the maps of one pixel and keeps the last few values in registers.
// Neighbouring threads walk neighbouring pixels, so every step of a warp is 128 contiguous bytes.
#include <algorithm>
#include <type_traits>

#include "core/ceil_div.h"
#include "layers/elementwise.cuh"
#include "layers/lrn/lrn.h"

namespace alexnet::cuda::sliding_window {

/// The last `Size` of a sequence of numbers, oldest first. Its loops are unrolled, so it lives in
/// registers.
template <int Size>
struct Window {
  float values[Size] = {};

  __device__ void push(float newest) {
    ALEXNET_UNROLL
    for (int i = 0; i < Size - 1; ++i) values[i] = values[i + 1];
    values[Size - 1] = newest;
  }
  __device__ float oldest() const { return values[0]; }
  __device__ float middle() const { return values[Size / 2]; }
  __device__ float sum() const {
    float sum = 0;
    ALEXNET_UNROLL
    for (int i = 0; i < Size; ++i) sum += values[i];
    return sum;
  }
  __device__ float sum_of_squares() const {
    float sum = 0;
    ALEXNET_UNROLL
    for (int i = 0; i < Size; ++i) sum += values[i] * values[i];
    return sum;
  }
};

/// Powers of the denominator: d^(-3/4) and 1/d.
struct Powers {
  float three_quarters, inverse;
};

// sqrtf() and a division, right to the last digit, are a dozen instructions each and a branch, and
// the compiler moves no load across a branch. rsqrtf() has none: root is d^(-1/2), its own inverse
// root is d^(1/4), and root^2 * d^(1/4) is d^(-3/4).
__device__ inline Powers negative_powers(float d) {
  const float root = rsqrtf(d);
  return {root * (root * rsqrtf(root)), root * root};
}

/// A thread loads this many maps before it needs the first of them. With one load each, all the
/// threads that a GPU has places for keep too few bytes on their way (chapter 12 counts them).
constexpr int kTogether = 4;

/// A thread's walk: one pixel, through the maps [first, last).
struct Walk {
  std::int64_t pixel;  ///< where it lies in map 0 of its image
  int map_size;        ///< from there to the same pixel of map 1
  int maps, first, last;

  __device__ Walk(std::int64_t i, const Shape& s, int maps_per_thread)
      : pixel(i / s.map_size() * s.image_size() + i % s.map_size()),
        map_size(int(s.map_size())),
        maps(s.c),
        first(int(blockIdx.y) * maps_per_thread),
        last(std::min(first + maps_per_thread, maps)) {}
  __device__ std::int64_t at(int c) const { return pixel + std::int64_t{c} * map_size; }
  __device__ bool has(int c) const { return c >= 0 && c < maps; }
  __device__ float read(const float* x, int c) const { return has(c) ? x[at(c)] : 0.0f; }
};

/// y = x / d^beta.
/// Thread:  one pixel in `maps_per_thread` maps. A window of x moves along, with the map that is
///          being written in its middle.
/// Block:   shares nothing.
/// Traffic: one read and one write per element; per thread, Size - 1 more reads at the start, and up
///          to kTogether - 1 at the end.
/// Limits:  beta = 3/4; k > 0; x and y do not overlap.
template <int Size>
__global__ void lrn_forward_sliding_window_kernel(const float* __restrict__ x,
                                                  float* __restrict__ y, Shape s, LrnParams p,
                                                  int maps_per_thread) {
  const std::int64_t i = element_of_thread();
  if (i >= s.n * s.map_size()) return;
  const Walk walk(i, s, maps_per_thread);
  constexpr int kReach = Size / 2;
  Window<Size> xs;
  for (int c = walk.first - kReach; c < walk.first + kReach; ++c) xs.push(walk.read(x, c));
  for (int from = walk.first; from < walk.last; from += kTogether) {
    float next[kTogether];
    ALEXNET_UNROLL
    for (int k = 0; k < kTogether; ++k) next[k] = walk.read(x, from + k + kReach);
    ALEXNET_UNROLL
    for (int k = 0; k < kTogether; ++k) {
      const int c = from + k;
      xs.push(next[k]);
      const float d = p.k + p.alpha * xs.sum_of_squares();
      if (c < walk.last) y[walk.at(c)] = xs.middle() * negative_powers(d).three_quarters;
    }
  }
}

/// grad_x = grad_y / d^beta - 2 * alpha * beta * x * (sum of grad_y * y / d over the neighbours).
/// Thread:  one pixel in `maps_per_thread` maps. Three windows move along: one of x, to compute d
///          of map j in its middle; one of the ratios grad_y * y / d, which ends at j; and one of
///          grad_y / d^beta, which keeps the value from j until map c is written, when the ratios
///          around c are complete. y is not read: it is x / d^beta, so grad_y * y is
///          (grad_y / d^beta) * x, and both are there:
///
///              map     c - 2   c - 1     c     c + 1     j     j + 1   j + 2      (Size = 5)
///              x                         |_______________________________|
///              ratios    |_______________________________|
///              scaled                    |_______________|
///
/// Block:   shares nothing.
/// Traffic: two reads and one write per element, and some 3 * Size more reads per thread, at the two
///          ends of its walk. A thread computes each d once.
/// Limits:  beta = 3/4; k > 0; grad_x does not overlap the others.
template <int Size>
__global__ void lrn_backward_sliding_window_kernel(const float* __restrict__ x,
                                                   const float* __restrict__ grad_y,
                                                   float* __restrict__ grad_x, Shape s, LrnParams p,
                                                   int maps_per_thread) {
  const std::int64_t i = element_of_thread();
  if (i >= s.n * s.map_size()) return;
  const Walk walk(i, s, maps_per_thread);
  constexpr int kReach = Size / 2;
  Window<Size> xs, ratios;
  Window<kReach + 1> scaled;
  const int first_j = walk.first - kReach;
  for (int c = first_j - kReach; c < first_j + kReach; ++c) xs.push(walk.read(x, c));
  for (int from = first_j; from < walk.last + kReach; from += kTogether) {
    float next[kTogether], gradients[kTogether];
    ALEXNET_UNROLL
    for (int k = 0; k < kTogether; ++k) {
      next[k] = walk.read(x, from + k + kReach);
      gradients[k] = walk.read(grad_y, from + k);
    }
    ALEXNET_UNROLL
    for (int k = 0; k < kTogether; ++k) {
      const int j = from + k, c = j - kReach;
      xs.push(next[k]);
      float ratio = 0, scaled_gradient = 0;  // of a map beyond the first or last
      if (walk.has(j)) {
        const Powers powers = negative_powers(p.k + p.alpha * xs.sum_of_squares());
        scaled_gradient = gradients[k] * powers.three_quarters;
        ratio = scaled_gradient * xs.middle() * powers.inverse;
      }
      ratios.push(ratio);
      scaled.push(scaled_gradient);
      if (c >= walk.first && c < walk.last)
        grad_x[walk.at(c)] = scaled.oldest() - 2 * p.alpha * p.beta * xs.oldest() * ratios.sum();
    }
  }
}

/// This many threads give a GPU enough to do. Where there are fewer pixels, each pixel's maps are
/// divided among several threads, but not into pieces so small that reading the neighbours becomes
/// most of the work.
constexpr std::int64_t kEnoughThreads = 1 << 18;
constexpr int kFewestMaps = 16;

/// How many maps each thread walks.
inline int maps_per_thread(const Shape& s) {
  const std::int64_t pieces = kEnoughThreads / (s.n * s.map_size()) + 1;
  return std::max(kFewestMaps, int(ceil_div(s.c, pieces)));
}

inline Grid cover_pixels(const Shape& s) {
  Grid grid = cover(s.n * s.map_size());
  grid.blocks.y = unsigned(ceil_div(s.c, maps_per_thread(s)));
  return grid;
}

/// The sizes that kernels are compiled for, including the paper's 5.
inline bool supports(const LrnParams& p) {
  return p.beta == 0.75f && p.k > 0 && (p.size == 3 || p.size == 5 || p.size == 7 || p.size == 9);
}

/// Calls body with the window's size as a constant.
template <class Body>
void with_size_of(const LrnParams& p, Body body) {
  ALEXNET_CHECK(supports(p),
                "local response normalization, rung sliding_window: takes a size of 3, 5, 7 or 9, "
                "beta = 0.75 and k > 0, found size {}, beta {} and k {}; rung naive takes any",
                p.size, p.beta, p.k);
  if (p.size == 3) body(std::integral_constant<int, 3>());
  if (p.size == 5) body(std::integral_constant<int, 5>());
  if (p.size == 7) body(std::integral_constant<int, 7>());
  if (p.size == 9) body(std::integral_constant<int, 9>());
}

inline void lrn_forward(const Stream& stream, ConstTensorView x, TensorView y, const LrnParams& p) {
  with_size_of(p, [&](auto size) {
    launch<lrn_forward_sliding_window_kernel<size()>>(stream, cover_pixels(x.shape), x.data, y.data,
                                                      x.shape, p, maps_per_thread(x.shape));
  });
}

inline void lrn_backward(const Stream& stream, ConstTensorView x, ConstTensorView,
                         ConstTensorView grad_y, TensorView grad_x, const LrnParams& p) {
  with_size_of(p, [&](auto size) {
    launch<lrn_backward_sliding_window_kernel<size()>>(stream, cover_pixels(x.shape), x.data,
                                                       grad_y.data, grad_x.data, x.shape, p,
                                                       maps_per_thread(x.shape));
  });
}

}  // namespace alexnet::cuda::sliding_window
