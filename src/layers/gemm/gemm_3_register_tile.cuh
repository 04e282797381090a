#pragma once
#include "cuda/launch.h"
#include "layers/gemm/gemm_cuda_rungs.h"
#include "layers/gemm/gemm_operands.cuh"
#include "layers/gemm/gemm_split_k.cuh"

// Rung 3: each thread keeps a block of sums in its registers (register blocking).
namespace alexnet::cuda::gemm {

struct RegisterTile {
  // 64 rows: a third or a half of the 192 or 128 filters that every layer of an AlexNet tower has
  // but the first, whose 48 leave a quarter idle. Twice as many columns, of which there are always
  // enough.
  static constexpr int BM = 64, BN = 128, BK = 16;
  static constexpr int TM = 8, TN = 8;
  static constexpr int kThreadsAcross = BN / TN;
  static constexpr int kThreads = BM / TM * kThreadsAcross;

  template <class A, class B, class Sink>
  static void run(const Stream& stream, const A& a, const B& b, const Sink& sink, Extents size);
};

/// Thread:  8 x 8 elements of C, in registers: 8 adjacent rows, and every 16th column, so that
///          neighbouring threads read and write neighbouring columns.
/// Block:   64 x 128 elements of C; tiles of 64 x 16 of A and 16 x 128 of B.
/// Traffic: 16 reads from shared memory for 64 multiply-adds, where the previous rung had 128.
/// Limits:  none.
/// Next:    each of those 16 reads is an instruction of its own; one could read four numbers.
template <class A, class B, class Sink>
__global__ void __launch_bounds__(RegisterTile::kThreads)
    gemm_register_tile_kernel(A a, B b, Sink sink, Extents size) {
  using T = RegisterTile;
  __shared__ float a_tile[T::BK][T::BM + 1], b_tile[T::BK][T::BN + 1];

  const BlockPart part = part_of_block(size, T::BM, T::BN);
  const int row = int(threadIdx.x) / T::kThreadsAcross * T::TM;
  const int col = int(threadIdx.x) % T::kThreadsAcross;
  const TileLoader<A, T::BM, T::BK, T::kThreads> a_loader(a, part.first_row, size.rows);
  const TileLoader<B, T::BN, T::BK, T::kThreads> b_loader(b, part.first_col, size.cols);

  float sums[T::TM][T::TN] = {};
  for (int first = part.first_term; first < part.end_term; first += T::BK) {
    a_loader.each(first, part.end_term, [&](int term, int line, const float* from) {
      a_tile[term][line] = from ? *from : 0.0f;
    });
    b_loader.each(first, part.end_term, [&](int term, int line, const float* from) {
      b_tile[term][line] = from ? *from : 0.0f;
    });
    __syncthreads();
    ALEXNET_UNROLL
    for (int t = 0; t < T::BK; ++t) {
      float a_part[T::TM], b_part[T::TN];
      ALEXNET_UNROLL
      for (int i = 0; i < T::TM; ++i) a_part[i] = a_tile[t][row + i];
      ALEXNET_UNROLL
      for (int j = 0; j < T::TN; ++j) b_part[j] = b_tile[t][col + j * T::kThreadsAcross];
      ALEXNET_UNROLL
      for (int i = 0; i < T::TM; ++i) {
        ALEXNET_UNROLL
        for (int j = 0; j < T::TN; ++j) sums[i][j] += a_part[i] * b_part[j];
      }
    }
    __syncthreads();
  }

  ALEXNET_UNROLL
  for (int i = 0; i < T::TM; ++i) {
    ALEXNET_UNROLL
    for (int j = 0; j < T::TN; ++j) {
      const int c_row = part.first_row + row + i;
      const int c_col = part.first_col + col + j * T::kThreadsAcross;
      if (c_row < size.rows && c_col < size.cols) store(sink, c_row, c_col, sums[i][j]);
    }
  }
}

template <class A, class B, class Sink>
void RegisterTile::run(const Stream& stream, const A& a, const B& b, const Sink& sink,
                       Extents size) {
  split_k(stream, sink, size, BM, BN, kThreads,
          [&](const Grid& grid, const SplitSink<Sink>& split, const Extents& part) {
            launch<gemm_register_tile_kernel<A, B, SplitSink<Sink>>>(stream, grid, a, b, split,
                                                                     part);
          });
}

}  // namespace alexnet::cuda::gemm
