#pragma once
#include "cuda/cuda.h"
#include "exercises.h"

namespace alexnet::course {

/// The only code that sees inside LoggedNumbers.
struct Logging {
  __device__ static float read(const LoggedNumbers& numbers, int index) {
    const bool inside = index >= 0 && index < numbers.count_;
    Reader& reader = numbers.log_[inside ? index : numbers.count_];
    reader.block = int((blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x);
    reader.thread = int((threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x);
    atomicAdd(&reader.times, 1u);
    return inside ? numbers.data_[index] : 0.0f;
  }
};

/// Reads a number, and writes down which thread reads it. Beyond the numbers it gives 0, and the
/// check will call that an error.
__device__ inline float read(const LoggedNumbers& numbers, int index) {
  return Logging::read(numbers, index);
}

}  // namespace alexnet::course
