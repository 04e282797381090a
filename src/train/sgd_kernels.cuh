#pragma once
#include "layers/elementwise.cuh"

namespace alexnet::cuda {

/// v = momentum * v - decay * w - rate * grad, then w += v: momentum, decay and step at once.
/// Thread:  one parameter.
/// Block:   shares nothing.
/// Traffic: three reads and two writes per parameter. With a kernel for each term there would be
///          seven and four; and so little is computed that traffic is all that takes time.
__global__ void sgd_update_kernel(float* w, float* v, const float* grad, std::int64_t count,
                                  float rate, float momentum, float decay) {
  const std::int64_t i = element_of_thread();
  if (i >= count) return;
  const float weight = w[i];  // once: after v[i] is written, the compiler would read it again
  const float velocity = momentum * v[i] - decay * weight - rate * grad[i];
  v[i] = velocity;
  w[i] = weight + velocity;
}

}  // namespace alexnet::cuda
