#include "counted_matrix.cuh"
#include "cuda/launch.h"

namespace alexnet::course {

/// The first rung: right, but every number is read from memory once for each product.
__global__ void shared_tile_product_kernel(CountedMatrix a, CountedMatrix b, float* c) {
  const int i = int(blockIdx.y) * 16 + int(threadIdx.y);
  const int j = int(blockIdx.x) * 16 + int(threadIdx.x);
  if (i >= a.rows || j >= b.cols) return;
  float sum = 0;
  for (int t = 0; t < a.cols; ++t) sum += read(a, i, t) * read(b, t, j);
  c[i * b.cols + j] = sum;
}

void shared_tile_product(const cuda::Stream& stream, CountedMatrix a, CountedMatrix b, float* c) {
  const dim3 blocks{unsigned((b.cols + 15) / 16), unsigned((a.rows + 15) / 16)};
  cuda::launch<shared_tile_product_kernel>(stream, {blocks, dim3(16, 16)}, a, b, c);
}

}  // namespace alexnet::course
