#pragma once
#include "layers/elementwise.cuh"

namespace alexnet::cuda {

/// y = tanh(x).
/// Thread:  one element.
/// Block:   shares nothing.
/// Traffic: one read and one write per element.
__global__ void tanh_forward_kernel(const float* x, float* y, std::int64_t count) {
  const std::int64_t i = element_of_thread();
  if (i < count) y[i] = tanhf(x[i]);
}

/// grad_x = grad_y * (1 - y * y).
/// Thread:  one element.
/// Block:   shares nothing.
/// Traffic: two reads and one write per element.
__global__ void tanh_backward_kernel(const float* y, const float* grad_y, float* grad_x,
                                     std::int64_t count) {
  const std::int64_t i = element_of_thread();
  if (i < count) grad_x[i] = grad_y[i] * (1 - y[i] * y[i]);
}

}  // namespace alexnet::cuda
