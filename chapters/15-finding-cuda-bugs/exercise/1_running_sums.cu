#include "cuda/launch.h"
#include "exercises.h"

namespace alexnet::course {

__global__ void running_sums_kernel(const float* x, float* y) {
  __shared__ float sums[64];
  const unsigned i = threadIdx.x;
  sums[i] = x[i];
  __syncthreads();
  for (unsigned distance = 1; distance < 64; distance *= 2) {
    if (i >= distance) sums[i] += sums[i - distance];
    __syncthreads();
  }
  y[i] = sums[i];
}

void running_sums(const cuda::Stream& stream, const float* x, float* y) {
  cuda::launch<running_sums_kernel>(stream, {1, 64}, x, y);
}

}  // namespace alexnet::course
