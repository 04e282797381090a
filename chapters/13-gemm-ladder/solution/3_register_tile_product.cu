#include "counted_matrix.cuh"
#include "cuda/launch.h"

namespace alexnet::course {

/// Thread:  4 x 4 elements of c, in registers: 4 adjacent rows, and every 16th column.
/// Block:   64 x 64 elements; tiles of 16 terms, a row for each. Rows are two longer than they need
///          to be: a warp writes 16 terms of two lines of a, which then lie in 32 banks.
/// Traffic: 8 reads of tiles for 16 products. A warp reads two numbers of a, or 16 neighbours of b,
///          at a time: one turn of the banks.
__global__ void register_tile_product_kernel(CountedMatrix a, CountedMatrix b, float* c) {
  __shared__ CountedTile<16, 64 + 2> a_tile, b_tile;
  const int thread = int(threadIdx.x);
  const int row = thread / 16 * 4, col = thread % 16;  // of the thread's first sum, in the tile
  const int first_row = int(blockIdx.y) * 64, first_col = int(blockIdx.x) * 64;
  float sums[4][4] = {};
  for (int first = 0; first < a.cols; first += 16) {
    for (int k = thread; k < 64 * 16; k += 256) {  // neighbours read neighbours, in both
      a_tile.put(k % 16, k / 16, read(a, first_row + k / 16, first + k % 16));
      b_tile.put(k / 64, k % 64, read(b, first + k / 64, first_col + k % 64));
    }
    __syncthreads();
    ALEXNET_UNROLL
    for (int t = 0; t < 16; ++t) {
      float a_part[4], b_part[4];
      ALEXNET_UNROLL
      for (int i = 0; i < 4; ++i) a_part[i] = a_tile.get(t, row + i, a);
      ALEXNET_UNROLL
      for (int j = 0; j < 4; ++j) b_part[j] = b_tile.get(t, col + j * 16, b);
      ALEXNET_UNROLL
      for (int i = 0; i < 4; ++i) {
        ALEXNET_UNROLL
        for (int j = 0; j < 4; ++j) sums[i][j] += a_part[i] * b_part[j];
      }
    }
    __syncthreads();
  }
  ALEXNET_UNROLL
  for (int i = 0; i < 4; ++i) {
    ALEXNET_UNROLL
    for (int j = 0; j < 4; ++j)
      c[(first_row + row + i) * b.cols + first_col + col + j * 16] = sums[i][j];
  }
}

void register_tile_product(const cuda::Stream& stream, CountedMatrix a, CountedMatrix b, float* c) {
  const dim3 blocks{unsigned(b.cols / 64), unsigned(a.rows / 64)};
  cuda::launch<register_tile_product_kernel>(stream, {blocks, 256}, a, b, c);
}

}  // namespace alexnet::course
