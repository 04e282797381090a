#include "cuda/launch.h"
#include "exercises.h"

namespace alexnet::course {

__global__ void relu_backward_kernel(const float* y, const float* grad_y, float* grad_x,
                                     int count) {
  const int i = int(blockIdx.x * blockDim.x + threadIdx.x);
  if (i >= count) return;
  grad_x[i] = y[i] > 0 ? grad_y[i] : 0.0f;
}

void relu_backward(const cuda::Stream& stream, const float* y, const float* grad_y, float* grad_x,
                   int count) {
  const cuda::Grid grid = {unsigned((count + 255) / 256), 256};  // rounded up
  cuda::launch<relu_backward_kernel>(stream, grid, y, grad_y, grad_x, count);
}

}  // namespace alexnet::course
