#pragma once
#include "cuda/launch.h"

namespace alexnet::cuda {

/// The element of this thread, in kernels with a thread per element, launched with cover(count). It
/// may lie beyond the last element: the last block is rarely full.
__device__ inline std::int64_t element_of_thread() {
  return std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
}

}  // namespace alexnet::cuda
