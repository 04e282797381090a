#pragma once
#include "cuda/async_copy.cuh"
#include "layers/gemm/gemm_4_vectorized.cuh"

// Rung 5: the next tiles are in flight while the current ones are multiplied (a software pipeline;
// with two stages it is called double buffering).
namespace alexnet::cuda::gemm {

struct Pipelined {
  static constexpr int kStages = 3;  // tiles of each operand: one in use, two in flight

  template <class A, class B, class Sink>
  static void run(const Stream& stream, const A& a, const B& b, const Sink& sink, Extents size);
};

/// Thread:  8 x 8 elements of C.
/// Block:   64 x 128 elements of C; three tiles of 64 x 16 of A and three of 16 x 128 of B, which
///          take turns. Copies go from global to shared memory without passing through registers,
///          and no thread waits for them until two tiles later.
/// Traffic: the same as the previous rung's.
/// Limits:  none; copies are asynchronous since sm_80. Before that, each is a load and a store that
///          a thread waits for, and a multiprocessor of sm_75, with 64 KB of shared memory, has
///          room for one block of 38 KB: there the previous rung is chosen.
/// Next:    the multiply-adds themselves are the limit. Tensor cores do 8 to 16 times as many.
template <class A, class B, class Sink>
__global__ void __launch_bounds__(Vectorized::kThreads)
    gemm_pipelined_kernel(A a, B b, Sink sink, Extents size) {
  using T = Vectorized;
  constexpr int kStages = Pipelined::kStages;
  __shared__ __align__(16) T::ATile a_tiles[kStages];
  __shared__ __align__(16) T::BTile b_tiles[kStages];

  const BlockPart part = part_of_block(size, T::BM, T::BN);
  const ThreadPlace place;
  const TileLoader<A, T::BM, T::BK, T::kThreads> a_loader(a, part.first_row, size.rows);
  const TileLoader<B, T::BN, T::BK, T::kThreads> b_loader(b, part.first_col, size.cols);

  // Beyond the last term, groups of copies are empty, so that the number of groups to wait for, a
  // constant in the instruction, is right to the end.
  const auto fetch = [&](int first, int stage) {
    if (first < part.end_term) {
      a_loader.each(first, part.end_term, [&](int term, int line, const float* from) {
        cp_async<4>(&a_tiles[stage][term][line], from, from != nullptr);
      });
      b_loader.each(first, part.end_term, [&](int term, int line, const float* from) {
        cp_async<4>(&b_tiles[stage][term][line], from, from != nullptr);
      });
    }
    cp_async_commit();
  };

  ALEXNET_UNROLL
  for (int stage = 0; stage < kStages - 1; ++stage) fetch(part.first_term + stage * T::BK, stage);

  T::Sums sums = {};
  int stage = 0;
  for (int first = part.first_term; first < part.end_term; first += T::BK) {
    cp_async_wait<kStages - 2>();
    __syncthreads();  // all threads' copies have arrived, and all are done with the last tile,
    const int free_stage = stage == 0 ? kStages - 1 : stage - 1;
    fetch(first + (kStages - 1) * T::BK, free_stage);  // whose place is free again
    multiply_tiles(a_tiles[stage], b_tiles[stage], place, sums);
    stage = stage == kStages - 1 ? 0 : stage + 1;
  }
  cp_async_wait<0>();
  store_sums(sink, part, place, size, sums);
}

template <class A, class B, class Sink>
void Pipelined::run(const Stream& stream, const A& a, const B& b, const Sink& sink, Extents size) {
  split_k(stream, sink, size, Vectorized::BM, Vectorized::BN, Vectorized::kThreads,
          [&](const Grid& grid, const SplitSink<Sink>& split, const Extents& part) {
            launch<gemm_pipelined_kernel<A, B, SplitSink<Sink>>>(stream, grid, a, b, split, part);
          });
}

}  // namespace alexnet::cuda::gemm
