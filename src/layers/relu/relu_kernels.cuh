#pragma once
#include "layers/elementwise.cuh"

namespace alexnet::cuda {

/// y = max(x, 0), where NaN stays NaN.
/// Thread:  one element.
/// Block:   shares nothing.
/// Traffic: one read and one write per element; neighbours in memory are neighbours in a warp.
__global__ void relu_forward_kernel(const float* x, float* y, std::int64_t count) {
  const std::int64_t i = element_of_thread();
  if (i >= count) return;
  y[i] = x[i] < 0 ? 0.0f : x[i];
}

/// grad_x = grad_y where y > 0, else 0.
/// Thread:  one element.
/// Block:   shares nothing.
/// Traffic: two reads and one write per element.
__global__ void relu_backward_kernel(const float* y, const float* grad_y, float* grad_x,
                                     std::int64_t count) {
  const std::int64_t i = element_of_thread();
  if (i >= count) return;
  grad_x[i] = y[i] > 0 ? grad_y[i] : 0.0f;
}

}  // namespace alexnet::cuda
