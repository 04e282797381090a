#pragma once
#include "cuda/launch.h"
#include "layers/gemm/gemm_operands.cuh"
#include "layers/gemm/gemm_rungs.cuh"
#include "layers/gemm/gemm_split.cuh"

// Rung 3: each thread has a block of sums in its registers.
namespace alexnet::cuda::gemm {

struct RegisterTile {
  // 64 rows, because that is a third or a half of the 192 or 128 filters that all layers of an
  // AlexNet's tower have but the first, whose 48 leave a quarter idle; twice as many columns, of
  // which there are always enough.
  static constexpr int kRows = 64, kCols = 128, kTerms = 16;
  static constexpr int kRowsPerThread = 8, kColsPerThread = 8;
  static constexpr int kThreadsAcross = kCols / kColsPerThread;
  static constexpr int kThreads = kRows / kRowsPerThread * kThreadsAcross;

  template <class A, class B, class Sink>
  static void run(const Stream& stream, const A& a, const B& b, const Sink& sink, Extents size);
};

/// Thread:  8 x 8 elements of C, in registers: 8 rows side by side, and every 16th column, so that
///          neighbouring threads read and write neighbouring columns.
/// Block:   64 x 128 elements of C; tiles of 64 x 16 of A and 16 x 128 of B.
/// Traffic: 16 reads from shared memory for 64 multiply-adds, where the last rung had 128.
/// Limits:  none.
/// Next:    each of those 16 is an instruction of its own; one could read four numbers.
template <class A, class B, class Sink>
__global__ void __launch_bounds__(RegisterTile::kThreads)
    gemm_register_tile_kernel(A a, B b, Sink sink, Extents size) {
  using T = RegisterTile;
  __shared__ float a_tile[T::kTerms][T::kRows + 1], b_tile[T::kTerms][T::kCols + 1];

  const BlockPart part = part_of_block(size, T::kRows, T::kCols);
  const int row = int(threadIdx.x) / T::kThreadsAcross * T::kRowsPerThread;
  const int col = int(threadIdx.x) % T::kThreadsAcross;
  const TileLoader<A, T::kRows, T::kTerms, T::kThreads> a_loader(a, part.first_row, size.rows);
  const TileLoader<B, T::kCols, T::kTerms, T::kThreads> b_loader(b, part.first_col, size.cols);

  float sums[T::kRowsPerThread][T::kColsPerThread] = {};
  for (int first = part.first_term; first < part.last_term; first += T::kTerms) {
    a_loader.each(first, part.last_term, [&](int term, int line, const float* from) {
      a_tile[term][line] = from ? *from : 0.0f;
    });
    b_loader.each(first, part.last_term, [&](int term, int line, const float* from) {
      b_tile[term][line] = from ? *from : 0.0f;
    });
    __syncthreads();
    ALEXNET_UNROLL
    for (int t = 0; t < T::kTerms; ++t) {
      float a_part[T::kRowsPerThread], b_part[T::kColsPerThread];
      ALEXNET_UNROLL
      for (int i = 0; i < T::kRowsPerThread; ++i) a_part[i] = a_tile[t][row + i];
      ALEXNET_UNROLL
      for (int j = 0; j < T::kColsPerThread; ++j)
        b_part[j] = b_tile[t][col + j * T::kThreadsAcross];
      ALEXNET_UNROLL
      for (int i = 0; i < T::kRowsPerThread; ++i) ALEXNET_UNROLL
      for (int j = 0; j < T::kColsPerThread; ++j) sums[i][j] += a_part[i] * b_part[j];
    }
    __syncthreads();
  }

  ALEXNET_UNROLL
  for (int i = 0; i < T::kRowsPerThread; ++i) {
    ALEXNET_UNROLL
    for (int j = 0; j < T::kColsPerThread; ++j) {
      const int c_row = part.first_row + row + i;
      const int c_col = part.first_col + col + j * T::kThreadsAcross;
      if (c_row < size.rows && c_col < size.cols) store(sink, c_row, c_col, sums[i][j]);
    }
  }
}

template <class A, class B, class Sink>
void RegisterTile::run(const Stream& stream, const A& a, const B& b, const Sink& sink,
                       Extents size) {
  split_terms(stream, sink, size, kRows, kCols, kThreads,
              [&](const Grid& grid, const SplitSink<Sink>& split, const Extents& part) {
                launch<gemm_register_tile_kernel<A, B, SplitSink<Sink>>>(stream, grid, a, b, split,
                                                                         part);
              });
}

}  // namespace alexnet::cuda::gemm
