#pragma once
#include "cuda/launch.h"
#include "layers/gemm/gemm_cuda_rungs.h"
#include "layers/gemm/gemm_operands.cuh"
#include "layers/gemm/gemm_sinks.cuh"
#include "layers/gemm/gemm_tile.cuh"

// Rung 2: a block brings to shared memory, once, what its threads have in common.
namespace alexnet::cuda::gemm {

struct SharedTile {
  static constexpr int kSize = 16;  // rows, columns and terms of a tile
  static constexpr int kThreads = kSize * kSize;

  template <class A, class B, class Sink>
  static void run(const Stream& stream, const A& a, const B& b, const Sink& sink, Extents size);
};

/// Thread:  one element of C; it brings one element of each tile of A and of B.
/// Block:   16 x 16 elements of C, tiles of 16 x 16 of A and B.
/// Traffic: a sixteenth of the naive kernel's from global memory. From shared memory two reads for
///          every multiply-add: that is where the time goes now.
/// Limits:  none; terms beyond the last are brought as 0, and sums outside C are not stored.
/// Next:    a number that is read from shared memory is used once. A thread with several rows and
///          columns of C could use it several times.
template <class A, class B, class Sink>
__global__ void __launch_bounds__(SharedTile::kThreads)
    gemm_shared_tile_kernel(A a, B b, Sink sink, Extents size) {
  constexpr int kSize = SharedTile::kSize;
  // Rows are one longer than they need to be: where an operand lies so that a warp writes two
  // columns of a tile, each would be in two of the 32 banks. Now each is in 16, and they meet once.
  __shared__ float a_tile[kSize][kSize + 1], b_tile[kSize][kSize + 1];

  const BlockPart part = part_of_block(size, kSize, kSize);
  const int row = int(threadIdx.x) / kSize, col = int(threadIdx.x) % kSize;
  const TileLoader<A, kSize, kSize, SharedTile::kThreads> a_loader(a, part.first_row, size.rows);
  const TileLoader<B, kSize, kSize, SharedTile::kThreads> b_loader(b, part.first_col, size.cols);

  float sum = 0;
  for (int first = part.first_term; first < part.end_term; first += kSize) {
    a_loader.each(first, part.end_term, [&](int term, int line, const float* from) {
      a_tile[term][line] = from ? *from : 0.0f;
    });
    b_loader.each(first, part.end_term, [&](int term, int line, const float* from) {
      b_tile[term][line] = from ? *from : 0.0f;
    });
    __syncthreads();  // the tiles are complete
    ALEXNET_UNROLL
    for (int t = 0; t < kSize; ++t) sum += a_tile[t][row] * b_tile[t][col];
    __syncthreads();  // and no thread needs them any more
  }
  const int i = part.first_row + row, j = part.first_col + col;
  if (i < size.rows && j < size.cols) store(sink, i, j, sum);
}

template <class A, class B, class Sink>
void SharedTile::run(const Stream& stream, const A& a, const B& b, const Sink& sink, Extents size) {
  const Grid grid = {tiles(size, kSize, kSize), dim3(kThreads)};
  launch<gemm_shared_tile_kernel<A, B, Sink>>(stream, grid, a, b, sink, size);
}

}  // namespace alexnet::cuda::gemm
