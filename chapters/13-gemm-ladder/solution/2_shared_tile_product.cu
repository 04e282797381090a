#include "counted_matrix.cuh"
#include "cuda/launch.h"

namespace alexnet::course {

__global__ void shared_tile_product_kernel(CountedMatrix a, CountedMatrix b, float* c) {
  __shared__ float a_tile[16][16], b_tile[16][16];
  const int tx = int(threadIdx.x), ty = int(threadIdx.y);
  const int i = int(blockIdx.y) * 16 + ty, j = int(blockIdx.x) * 16 + tx;
  float sum = 0;
  for (int first = 0; first < a.cols; first += 16) {
    // Outside a matrix all is 0; a thread without an element of c brings numbers all the same.
    a_tile[ty][tx] = i < a.rows && first + tx < a.cols ? read(a, i, first + tx) : 0;
    b_tile[ty][tx] = first + ty < b.rows && j < b.cols ? read(b, first + ty, j) : 0;
    __syncthreads();
    for (int t = 0; t < 16; ++t) sum += a_tile[ty][t] * b_tile[t][tx];
    __syncthreads();
  }
  if (i < a.rows && j < b.cols) c[i * b.cols + j] = sum;
}

void shared_tile_product(const cuda::Stream& stream, CountedMatrix a, CountedMatrix b, float* c) {
  const dim3 blocks{unsigned((b.cols + 15) / 16), unsigned((a.rows + 15) / 16)};
  cuda::launch<shared_tile_product_kernel>(stream, {blocks, dim3(16, 16)}, a, b, c);
}

}  // namespace alexnet::course
