#include "cuda/launch.h"
#include "logged_numbers.cuh"

namespace alexnet::course {

__global__ void mirrored_crop_kernel(LoggedNumbers /*x*/, int /*stride*/, int /*top*/, int /*left*/,
                                     float* /*y*/, int /*rows*/, int /*cols*/) {
  // Yours. Which row and which column of y are this thread's, and do they exist?
}

void mirrored_crop(const cuda::Stream& stream, LoggedNumbers x, int stride, int top, int left,
                   float* y, int rows, int cols) {
  const dim3 blocks{1, 1};  // one block, which covers 8 rows of 32 numbers; yours
  const cuda::Grid grid = {blocks, dim3(32, 8)};
  cuda::launch<mirrored_crop_kernel>(stream, grid, x, stride, top, left, y, rows, cols);
}

}  // namespace alexnet::course
