#include "cuda/launch.h"
#include "exercises.h"

namespace alexnet::course {

__global__ void block_sums_kernel(const float* /*x*/, float* /*sums*/) {
  // Yours. __shared__ float part[256] is seen by all threads of a block; __syncthreads() waits for
  // all of them.
}

void block_sums(const cuda::Stream& stream, const float* x, float* sums, int blocks) {
  cuda::launch<block_sums_kernel>(stream, {unsigned(blocks), 256}, x, sums);
}

}  // namespace alexnet::course
