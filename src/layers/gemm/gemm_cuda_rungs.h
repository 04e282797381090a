#pragma once
#include <span>

#include "cuda/device.h"
#include "layers/layer.h"

// The ladder of matrix products on a GPU. Each rung is a struct with
//
//     template <class A, class B, class Sink>
//     static void run(const Stream&, const A&, const B&, const Sink&, Extents);
//
// which queues sink <- A * B. The files gemm_<n>_<name>.cuh, read in order, go from the textbook's
// sum to what a GPU does best; each says, under Next, what it leaves undone.
namespace alexnet::cuda::gemm {

struct Naive;
struct SharedTile;
struct RegisterTile;
struct Vectorized;
struct Pipelined;
template <class Arithmetic>
struct TensorCore;
struct Tf32;
struct Bf16;

/// Whether a rung brings four numbers at a time where an operand lets it (RowsOfFours).
template <class Gemm>
constexpr bool kCopiesFours = false;
template <class Arithmetic>
constexpr bool kCopiesFours<TensorCore<Arithmetic>> = true;

/// The first compute capability with asynchronous copies. Before that, copies take time that is
/// hidden elsewhere.
constexpr int kAsyncCopiesSince = 80;

/// A row of an op's table of rungs, with the functions of `Op`: ConvByGemm<Vectorized>, say.
template <class Rung, class Op, auto Supports>
constexpr Rung rung_of(const char* name, const char* idea, Math math = Math::fp32,
                       int pays_since = 0) {
  return {.name = name,
          .idea = idea,
          .math = math,
          .forward = Op::forward,
          .forward_relu = Op::forward_relu,
          .backward_input = Op::backward_input,
          .backward_weight = Op::backward_weight,
          .supports = Supports,
          .pays_since = pays_since};
}

/// The last, and so what should be the fastest, of an op's rungs that multiply like `math` or in
/// fp32, pay off with the code that the device runs, and satisfy `supports(rung)`. The first
/// supports whatever another does.
template <class Rung, class Supports>
const Rung& fastest_rung(std::span<const Rung> rungs, int device, Math math, Supports supports) {
  const Rung* chosen = &rungs.front();
  for (const Rung& rung : rungs)
    if ((rung.math == math || rung.math == Math::fp32) &&
        code_capability(device) >= rung.pays_since && supports(rung))
      chosen = &rung;
  return *chosen;
}

}  // namespace alexnet::cuda::gemm
