#pragma once
#include "cuda/cuda.h"

namespace alexnet::cuda {

/// The sum of one value from each lane of a warp; every lane gets it. In each of five rounds, lanes
/// whose numbers differ in one bit meet in pairs, and both keep the sum of their two values:
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
