#pragma once
// Rung 1: the formulas, a thread for every element.
#include <algorithm>

#include "layers/elementwise.cuh"
#include "layers/lrn/lrn.h"

namespace alexnet::cuda::naive {

/// The maps whose squares count for map c: [first, last].
struct Neighbours {
  int first, last;
  constexpr Neighbours(int c, int maps, int size)
      : first(std::max(0, c - size / 2)), last(std::min(maps - 1, c + size / 2)) {}
};

/// d of map c; `pixel` is where its pixel lies in map 0 of the image.
__device__ inline float denominator(const float* pixel, int c, const Shape& s, const LrnParams& p) {
  const Neighbours neighbours(c, s.c, p.size);
  float sum = 0;
  for (int j = neighbours.first; j <= neighbours.last; ++j) {
    const float value = pixel[j * s.map_size()];
    sum += value * value;
  }
  return p.k + p.alpha * sum;
}

/// y = x / d^beta.
/// Thread:  one element.
/// Block:   shares nothing.
/// Traffic: size + 1 reads per element. The threads of neighbouring maps make size - 1 of these
///          too, before or after; whether the cache still has them is a matter of luck, because the
///          same pixel of the next map is far away.
/// Next:    rung 2 lets one thread do all maps of a pixel, so that it has what it needs at hand.
__global__ void lrn_forward_naive_kernel(const float* x, float* y, Shape s, LrnParams p) {
  const std::int64_t i = element_of_thread();
  if (i >= s.size()) return;
  const int c = int(i / s.map_size() % s.c);
  const float d = denominator(x + i - c * s.map_size(), c, s, p);
  y[i] = x[i] * powf(d, -p.beta);
}

/// grad_x = grad_y / d^beta - 2 * alpha * beta * x * (sum of grad_y * y / d over the neighbours).
/// Thread:  one element.
/// Block:   shares nothing.
/// Traffic: size^2 + 3 * size + 2 reads per element, because d of every neighbour is a sum of its
///          own.
/// Next:    rung 2 computes each d once.
__global__ void lrn_backward_naive_kernel(const float* x, const float* y, const float* grad_y,
                                          float* grad_x, Shape s, LrnParams p) {
  const std::int64_t i = element_of_thread();
  if (i >= s.size()) return;
  const int c = int(i / s.map_size() % s.c);
  const std::int64_t pixel = i - c * s.map_size();
  // x[c] is in the window of map j exactly when map j is in the window of map c.
  const Neighbours neighbours(c, s.c, p.size);
  float sum = 0;
  for (int j = neighbours.first; j <= neighbours.last; ++j) {
    const std::int64_t at = pixel + j * s.map_size();
    sum += grad_y[at] * y[at] / denominator(x + pixel, j, s, p);
  }
  const float d = denominator(x + pixel, c, s, p);
  grad_x[i] = grad_y[i] * powf(d, -p.beta) - 2 * p.alpha * p.beta * x[i] * sum;
}

inline void lrn_forward(const Stream& stream, ConstTensorView x, TensorView y, const LrnParams& p) {
  launch<lrn_forward_naive_kernel>(stream, cover(x.shape.size()), x.data, y.data, x.shape, p);
}

inline void lrn_backward(const Stream& stream, ConstTensorView x, ConstTensorView y,
                         ConstTensorView grad_y, TensorView grad_x, const LrnParams& p) {
  launch<lrn_backward_naive_kernel>(stream, cover(x.shape.size()), x.data, y.data, grad_y.data,
                                    grad_x.data, x.shape, p);
}

}  // namespace alexnet::cuda::naive
