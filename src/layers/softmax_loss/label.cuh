#pragma once
#include "cuda/cuda.h"

namespace alexnet::cuda {

constexpr int kNoClass = -1;

/// The class number that a label holds; kNoClass if it is not a whole number in [0, classes). A GPU
/// cannot throw, so what depends on such a label becomes NaN.
__device__ inline int class_of_label(float label, int classes) {
  return label >= 0 && label < float(classes) && label == floorf(label) ? int(label) : kNoClass;
}

}  // namespace alexnet::cuda
