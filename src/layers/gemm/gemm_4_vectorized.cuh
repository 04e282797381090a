#pragma once
#include "cuda/launch.h"
#include "layers/gemm/gemm_cuda_rungs.h"
#include "layers/gemm/gemm_operands.cuh"
#include "layers/gemm/gemm_split_k.cuh"

// Rung 4: shared memory is read, and C written, four numbers at a time.
namespace alexnet::cuda::gemm {

struct Vectorized {
  static constexpr int BM = 64, BN = 128, BK = 16;
  static constexpr int TM = 8, TN = 8;
  static constexpr int kThreadsAcross = BN / TN;
  static constexpr int kThreads = BM / TM * kThreadsAcross;
  // A tile's row is four longer than it needs to be. One would spread columns over all banks, but
  // four numbers can be read at once only at a multiple of four.
  static constexpr int kPad = 4;
  using ATile = float[BK][BM + kPad];
  using BTile = float[BK][BN + kPad];
  using Sums = float[TM][TN];

  template <class A, class B, class Sink>
  static void run(const Stream& stream, const A& a, const B& b, const Sink& sink, Extents size);
};

/// Where a thread's 8 x 8 sums lie in the tile: 8 adjacent rows, and two runs of four columns, half
/// a tile apart, so that neighbouring threads read neighbouring runs.
struct ThreadPlace {
  int row = int(threadIdx.x) / Vectorized::kThreadsAcross * Vectorized::TM;
  int col = int(threadIdx.x) % Vectorized::kThreadsAcross * 4;
  static constexpr int kSecondRun = Vectorized::BN / 2;
};

__device__ inline void read_four(float* to, const float* from) {
  const float4 four = *reinterpret_cast<const float4*>(from);
  to[0] = four.x;
  to[1] = four.y;
  to[2] = four.z;
  to[3] = four.w;
}

/// sums += A * B for a tile of terms in shared memory.
__device__ inline void multiply_tiles(const Vectorized::ATile& a_tile,
                                      const Vectorized::BTile& b_tile, const ThreadPlace& place,
                                      Vectorized::Sums& sums) {
  using T = Vectorized;
  ALEXNET_UNROLL
  for (int t = 0; t < T::BK; ++t) {
    float a_part[T::TM], b_part[T::TN];
    read_four(a_part, &a_tile[t][place.row]);
    read_four(a_part + 4, &a_tile[t][place.row + 4]);
    read_four(b_part, &b_tile[t][place.col]);
    read_four(b_part + 4, &b_tile[t][place.col + place.kSecondRun]);
    ALEXNET_UNROLL
    for (int i = 0; i < T::TM; ++i) {
      ALEXNET_UNROLL
      for (int j = 0; j < T::TN; ++j) sums[i][j] += a_part[i] * b_part[j];
    }
  }
}

/// Stores C(i, j) ... C(i, j + 3): in one go where they are adjacent and aligned to 16 bytes, as in
/// a matrix whose rows are a multiple of four long, but rarely in maps of 55 x 55.
template <class Sink>
__device__ void store_four(const Sink& sink, int i, int j, int cols, const float* sums) {
  if (j + 3 < cols) {
    float* const place = sink.place(i, j);
    if (reinterpret_cast<std::uintptr_t>(place) % 16 == 0 && sink.place(i, j + 3) == place + 3) {
      *reinterpret_cast<float4*>(place) = make_float4(
          sink.value(sums[0], place, i, j), sink.value(sums[1], place + 1, i, j + 1),
          sink.value(sums[2], place + 2, i, j + 2), sink.value(sums[3], place + 3, i, j + 3));
      return;
    }
  }
  ALEXNET_UNROLL
  for (int k = 0; k < 4; ++k)
    if (j + k < cols) store(sink, i, j + k, sums[k]);
}

/// Stores a thread's sums.
template <class Sink>
__device__ void store_sums(const Sink& sink, const BlockPart& part, const ThreadPlace& place,
                           const Extents& size, const Vectorized::Sums& sums) {
  ALEXNET_UNROLL
  for (int i = 0; i < Vectorized::TM; ++i) {
    const int row = part.first_row + place.row + i, col = part.first_col + place.col;
    if (row >= size.rows) return;
    store_four(sink, row, col, size.cols, sums[i]);
    store_four(sink, row, col + place.kSecondRun, size.cols, sums[i] + 4);
  }
}

/// Thread:  8 x 8 elements of C.
/// Block:   64 x 128 elements of C; tiles of 64 x 16 of A and 16 x 128 of B.
/// Traffic: 4 reads of four numbers for 64 multiply-adds: 4 of 68 instructions, where the previous
///          rung has 16 of 80. The banks deliver as many bytes as before.
/// Limits:  none.
/// Next:    from the second barrier to the first of the next step nothing is multiplied: the block
///          waits for memory, and only other blocks on the same multiprocessor can use the time.
template <class A, class B, class Sink>
__global__ void __launch_bounds__(Vectorized::kThreads)
    gemm_vectorized_kernel(A a, B b, Sink sink, Extents size) {
  using T = Vectorized;
  __shared__ __align__(16) T::ATile a_tile;
  __shared__ __align__(16) T::BTile b_tile;

  const BlockPart part = part_of_block(size, T::BM, T::BN);
  const ThreadPlace place;
  const TileLoader<A, T::BM, T::BK, T::kThreads> a_loader(a, part.first_row, size.rows);
  const TileLoader<B, T::BN, T::BK, T::kThreads> b_loader(b, part.first_col, size.cols);

  T::Sums sums = {};
  for (int first = part.first_term; first < part.end_term; first += T::BK) {
    a_loader.each(first, part.end_term, [&](int term, int line, const float* from) {
      a_tile[term][line] = from ? *from : 0.0f;
    });
    b_loader.each(first, part.end_term, [&](int term, int line, const float* from) {
      b_tile[term][line] = from ? *from : 0.0f;
    });
    __syncthreads();
    multiply_tiles(a_tile, b_tile, place, sums);
    __syncthreads();
  }
  store_sums(sink, part, place, size, sums);
}

template <class A, class B, class Sink>
void Vectorized::run(const Stream& stream, const A& a, const B& b, const Sink& sink, Extents size) {
  split_k(stream, sink, size, BM, BN, kThreads,
          [&](const Grid& grid, const SplitSink<Sink>& split, const Extents& part) {
            launch<gemm_vectorized_kernel<A, B, SplitSink<Sink>>>(stream, grid, a, b, split, part);
          });
}

}  // namespace alexnet::cuda::gemm
