#pragma once
#include "cuda/cuda.h"
#include "exercises.h"

namespace alexnet::course {

/// The only code that sees inside CountedNumbers.
struct Counting {
  __device__ static float read(const CountedNumbers& numbers, int index) {
    const bool inside = index >= 0 && index < numbers.count_;
    atomicAdd(inside ? numbers.reads_ : numbers.reads_outside_, 1u);
    return inside ? numbers.data_[index] : 0.0f;
  }
};

/// Reads a number of a tensor in the device's memory, and counts it. Beyond the tensor it gives 0
/// and counts that as an error.
__device__ inline float read(const CountedNumbers& numbers, int index) {
  return Counting::read(numbers, index);
}

}  // namespace alexnet::course
