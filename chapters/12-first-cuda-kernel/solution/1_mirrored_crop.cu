#include "cuda/launch.h"
#include "logged_numbers.cuh"

namespace alexnet::course {

__global__ void mirrored_crop_kernel(LoggedNumbers x, int stride, int top, int left, float* y,
                                     int rows, int cols) {
  const int c = int(blockIdx.x * blockDim.x + threadIdx.x);  // .x runs along the rows: neighbours
  const int r = int(blockIdx.y * blockDim.y + threadIdx.y);
  if (r >= rows || c >= cols) return;
  y[r * cols + c] = read(x, (top + r) * stride + left + cols - 1 - c);
}

void mirrored_crop(const cuda::Stream& stream, LoggedNumbers x, int stride, int top, int left,
                   float* y, int rows, int cols) {
  const dim3 blocks{unsigned((cols + 31) / 32), unsigned((rows + 7) / 8)};  // both rounded up
  const cuda::Grid grid = {blocks, dim3(32, 8)};
  cuda::launch<mirrored_crop_kernel>(stream, grid, x, stride, top, left, y, rows, cols);
}

}  // namespace alexnet::course
