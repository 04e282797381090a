#include "cuda/launch.h"
#include "exercises.h"

namespace alexnet::course {

__global__ void mirrored_crop_kernel(const float* /*x*/, int /*stride*/, int /*top*/, int /*left*/,
                                     float* /*y*/, int /*rows*/, int /*cols*/) {
  // Yours. Which row and which column of y are this thread's, and do they exist?
}

void mirrored_crop(const cuda::Stream& stream, const float* x, int stride, int top, int left,
                   float* y, int rows, int cols) {
  const dim3 blocks{1, 1};  // one block, which covers 8 rows of 32 numbers; yours
  const cuda::Grid grid = {blocks, dim3(32, 8)};
  cuda::launch<mirrored_crop_kernel>(stream, grid, x, stride, top, left, y, rows, cols);
}

}  // namespace alexnet::course
