#include "cuda/launch.h"
#include "exercises.h"

namespace alexnet::course {

__global__ void running_sums_kernel(const float* x, float* y) {
  __shared__ float sums[64];
  const unsigned i = threadIdx.x;
  sums[i] = x[i];
  __syncthreads();
  for (unsigned distance = 1; distance < 64; distance *= 2) {
    const float other = i >= distance ? sums[i - distance] : 0;
    __syncthreads();  // all have read this round's numbers, so they may be overwritten
    sums[i] += other;
    __syncthreads();
  }
  y[i] = sums[i];
}

void running_sums(const cuda::Stream& stream, const float* x, float* y) {
  cuda::launch<running_sums_kernel>(stream, {1, 64}, x, y);
}

}  // namespace alexnet::course
