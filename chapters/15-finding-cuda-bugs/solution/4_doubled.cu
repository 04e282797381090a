#include "cuda/launch.h"
#include "exercises.h"

namespace alexnet::course {

__global__ void doubled_kernel(const float* x, float* y, int count) {
  const int i = int(blockIdx.x * blockDim.x + threadIdx.x);
  if (i < count) y[i] = 2 * x[i];
}

void doubled(const cuda::Stream& stream, const float* x, float* y, int count) {
  cuda::launch<doubled_kernel>(stream, {unsigned((count + 63) / 64), 64}, x, y, count);
}

}  // namespace alexnet::course
