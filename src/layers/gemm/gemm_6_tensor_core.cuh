#pragma once
#include "cuda/async_copy.cuh"
#include "layers/gemm/gemm_arithmetic.cuh"
#include "layers/gemm/gemm_cuda_rungs.h"
#include "layers/gemm/gemm_operands.cuh"
#include "layers/gemm/gemm_split_k.cuh"

// Rung 6: the warps multiply small matrices on the tensor cores.
namespace alexnet::cuda::gemm {

/// A tile of an operand in shared memory, in the order that it has in global memory: along terms or
/// along lines. Its rows are padded by just enough for what a warp reads at a time to come from 32
/// banks. With tf32 that is one number for each lane. With bf16 it is two: along terms they are
/// adjacent and are read in one go, by half a warp at a time; along lines the first of each pair is
/// read, then the second.
template <class Arithmetic, class Operand, int kLines, int BK>
struct OperandTile {
  static constexpr bool kAlongTerms = Operand::kTermsAdjacent;
  static constexpr int kPerRegister = Arithmetic::kPerRegister;
  static constexpr int kRow = kAlongTerms ? BK + 4 * kPerRegister : kLines + 8 / kPerRegister;
  float numbers[kAlongTerms ? kLines : BK][kRow];

  __device__ float& at(int line, int term) {
    return kAlongTerms ? numbers[line][term] : numbers[term][line];
  }
  __device__ float at(int line, int term) const {
    return kAlongTerms ? numbers[line][term] : numbers[term][line];
  }

  /// This lane's part of a factor of 8 lines, as both kinds of products take it (tensor_core.cuh
  /// has the table): register `half` holds what lies on line lane / 4 and, within that half of the
  /// product's terms, at place lane % 4.
  __device__ unsigned factor(int line, int term, int half) const {
    const int lane = int(threadIdx.x) % 32;
    line += lane / 4;
    term += half * Arithmetic::BK / 2 + lane % 4 * kPerRegister;
    float numbers_of_register[kPerRegister];
    ALEXNET_UNROLL
    for (int i = 0; i < kPerRegister; ++i) numbers_of_register[i] = at(line, term + i);
    return Arithmetic::round(numbers_of_register);
  }
};

template <class Arithmetic>
struct TensorCore {
  static constexpr int BN = 128, BK = 16, kStages = 3;
  static constexpr int kThreads = 128;  // four warps, two by two

  /// What shared memory holds for one step through the terms.
  template <int BM, class A, class B>
  struct Stage {
    OperandTile<Arithmetic, A, BM, BK> a;
    OperandTile<Arithmetic, B, BN, BK> b;
  };

  template <class A, class B, class Sink>
  static void run(const Stream& stream, const A& a, const B& b, const Sink& sink, Extents size);
};

/// Thread:  four sums of each 16 x 8 product of its warp.
/// Warp:    half the rows and half the columns of the block.
/// Block:   64 or 128 x 128 elements of C; three tiles of each operand, which take turns as in the
///          previous rung.
/// Traffic: for a product of 16 x 8 x 8 (or 16 x 8 x 16) a warp reads 128 + 64 numbers from shared
///          memory (or twice as many), and uses each of them for 2 to 8 products.
/// Limits:  sm_80 or later. Factors are rounded: the tests' tolerances say what that costs. Shared
///          memory: 38 to 54 KB for 64 rows, 50 to 72 KB for 128, most with bf16 and both operands
///          along terms, plus 1 KB per block that CUDA reserves. A multiprocessor with 100 KB
///          (sm_86, sm_89) holds one block of 128 rows, or one or two of 64; with 164 KB (sm_80)
///          two of 128, or three of 64 (two where they take most); with 228 KB (sm_90) as many as
///          registers allow.
/// Next:    for a convolution, every number is brought by a copy of its own, and most instructions
///          work out where it lies: another rung, conv_7_packed.cu, brings 16 bytes at a time. A
///          fully connected layer's matrices lie so that this one can, too.
///          (wgmma, on sm_90 only, reads its factors from shared memory by itself; TMA, since
///          sm_90, brings them there.)
///
/// (The second launch bound is about registers: a thread gets as many as leave room for two or
/// three blocks on a multiprocessor, and no fewer for the sake of a fourth. Shared memory may hold
/// fewer blocks.)
template <class Arithmetic, int BM, class A, class B, class Sink>
__global__ void __launch_bounds__(TensorCore<Arithmetic>::kThreads, BM == 64 ? 3 : 2)
    gemm_tensor_core_kernel(A a, B b, Sink sink, Extents size) {
  using T = TensorCore<Arithmetic>;
  using Stage = typename T::template Stage<BM, A, B>;
  ALEXNET_DYNAMIC_SHARED(Stage, stages);

  const BlockPart part = part_of_block(size, BM, T::BN);
  constexpr int kA = kNumbersPerCopy<A>, kB = kNumbersPerCopy<B>;
  const TileLoader<A, BM, T::BK, T::kThreads, kA> a_loader(a, part.first_row, size.rows);
  const TileLoader<B, T::BN, T::BK, T::kThreads, kB> b_loader(b, part.first_col, size.cols);
  const auto fetch = [&](int first, Stage& stage) {
    if (first < part.end_term) {
      a_loader.each(first, part.end_term, [&](int term, int line, const float* from) {
        cp_async<4 * kA>(&stage.a.at(line, term), from, from != nullptr);
      });
      b_loader.each(first, part.end_term, [&](int term, int line, const float* from) {
        cp_async<4 * kB>(&stage.b.at(line, term), from, from != nullptr);
      });
    }
    cp_async_commit();
  };
  ALEXNET_UNROLL
  for (int stage = 0; stage < T::kStages - 1; ++stage)
    fetch(part.first_term + stage * T::BK, stages[stage]);

  constexpr int kProductsDown = BM / 2 / 16, kProductsAcross = T::BN / 2 / 8;  // of a warp
  const int warp = int(threadIdx.x) / 32;
  const int warp_row = warp / 2 * (BM / 2), warp_col = warp % 2 * (T::BN / 2);
  float sums[kProductsDown][kProductsAcross][4] = {};
  int current = 0;
  for (int first = part.first_term; first < part.end_term; first += T::BK) {
    cp_async_wait<T::kStages - 2>();
    __syncthreads();  // all copies of this stage have arrived, and all are done with the last one,
    const int free_stage = current == 0 ? T::kStages - 1 : current - 1;
    fetch(first + (T::kStages - 1) * T::BK, stages[free_stage]);

    const Stage& stage = stages[current];
    ALEXNET_UNROLL
    for (int term = 0; term < T::BK; term += Arithmetic::BK) {
      unsigned b_part[kProductsAcross][2];
      ALEXNET_UNROLL
      for (int j = 0; j < kProductsAcross; ++j) {
        ALEXNET_UNROLL
        for (int half = 0; half < 2; ++half)
          b_part[j][half] = stage.b.factor(warp_col + j * 8, term, half);
      }
      ALEXNET_UNROLL
      for (int i = 0; i < kProductsDown; ++i) {
        unsigned a_part[4];
        ALEXNET_UNROLL
        for (int quarter = 0; quarter < 4; ++quarter)  // first the upper 8 rows, then the lower
          a_part[quarter] = stage.a.factor(warp_row + i * 16 + quarter % 2 * 8, term, quarter / 2);
        ALEXNET_UNROLL
        for (int j = 0; j < kProductsAcross; ++j)
          Arithmetic::multiply(sums[i][j], a_part, b_part[j]);
      }
    }
    current = current == T::kStages - 1 ? 0 : current + 1;
  }
  cp_async_wait<0>();

  const int lane = int(threadIdx.x) % 32;
  ALEXNET_UNROLL
  for (int i = 0; i < kProductsDown; ++i) {
    ALEXNET_UNROLL
    for (int j = 0; j < kProductsAcross; ++j) {
      ALEXNET_UNROLL
      for (int k = 0; k < 4; ++k) {
        const int row = part.first_row + warp_row + i * 16 + k / 2 * 8 + lane / 4;
        const int col = part.first_col + warp_col + j * 8 + lane % 4 * 2 + k % 2;
        if (row < size.rows && col < size.cols) store(sink, row, col, sums[i][j][k]);
      }
    }
  }
}

template <class Arithmetic>
template <class A, class B, class Sink>
void TensorCore<Arithmetic>::run(const Stream& stream, const A& a, const B& b, const Sink& sink,
                                 Extents size) {
  const auto run_tiles = [&]<int BM>(std::integral_constant<int, BM>) {
    split_k(stream, sink, size, BM, BN, kThreads,
            [&](Grid grid, const SplitSink<Sink>& split, const Extents& part) {
              grid.shared_bytes = kStages * sizeof(Stage<BM, A, B>);
              launch<gemm_tensor_core_kernel<Arithmetic, BM, A, B, SplitSink<Sink>>>(
                  stream, grid, a, b, split, part);
            });
  };
  // Tall tiles read less, unless they are half empty, as they would be for 48 or 192 filters.
  if ((size.rows - 1) % 128 >= 64)
    run_tiles(std::integral_constant<int, 128>());
  else
    run_tiles(std::integral_constant<int, 64>());
}

}  // namespace alexnet::cuda::gemm
