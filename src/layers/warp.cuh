#pragma once
#include "cuda/cuda.h"

namespace alexnet::cuda {

/// What all 32 lanes of a warp bring, put together: every lane gets the result. In five rounds each
/// lane meets the one whose number differs in one bit, and both keep the sum of the two:
///
///     lane      0     1     2     3   ...
///     before    a     b     c     d
///     ^ 1      ab    ab    cd    cd
///     ^ 2    abcd  abcd  abcd  abcd
///
/// The order of the additions is always the same, and so is the sum.
template <class T>
__device__ T sum_over_warp(T value) {
  ALEXNET_UNROLL
  for (int lanes = 1; lanes < 32; lanes *= 2) value += __shfl_xor_sync(0xffffffffu, value, lanes);
  return value;
}

__device__ inline float max_over_warp(float value) {
  ALEXNET_UNROLL
  for (int lanes = 1; lanes < 32; lanes *= 2)
    value = max(value, __shfl_xor_sync(0xffffffffu, value, lanes));
  return value;
}

}  // namespace alexnet::cuda
