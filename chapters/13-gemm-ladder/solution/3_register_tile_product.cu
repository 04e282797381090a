#include "counted_matrix.cuh"
#include "cuda/launch.h"

namespace alexnet::course {

__global__ void register_tile_product_kernel(CountedMatrix a, CountedMatrix b, float* c) {
  __shared__ float a_tile[64][16], b_tile[16][64];
  const int thread = int(threadIdx.x);
  const int row = thread / 16 * 4, col = thread % 16 * 4;  // of the thread's sums, in the tile
  const int first_row = int(blockIdx.y) * 64, first_col = int(blockIdx.x) * 64;
  float sums[4][4] = {};
  for (int first = 0; first < a.cols; first += 16) {
    for (int k = thread; k < 64 * 16; k += 256) {  // neighbours read neighbours, in both
      a_tile[k / 16][k % 16] = read(a, first_row + k / 16, first + k % 16);
      b_tile[k / 64][k % 64] = read(b, first + k / 64, first_col + k % 64);
    }
    __syncthreads();
    for (int t = 0; t < 16; ++t)
      for (int i = 0; i < 4; ++i)
        for (int j = 0; j < 4; ++j) sums[i][j] += a_tile[row + i][t] * b_tile[t][col + j];
    __syncthreads();
  }
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 4; ++j)
      c[(first_row + row + i) * b.cols + first_col + col + j] = sums[i][j];
}

void register_tile_product(const cuda::Stream& stream, CountedMatrix a, CountedMatrix b, float* c) {
  const dim3 blocks{unsigned(b.cols / 64), unsigned(a.rows / 64)};
  cuda::launch<register_tile_product_kernel>(stream, {blocks, 256}, a, b, c);
}

}  // namespace alexnet::course
