#pragma once
#include <span>
#include <vector>

#include "cuda/device.h"
#include "layers/layer.h"

// The ladder of matrix products on a GPU: each a struct with
//
//     template <class A, class B, class Sink>
//     static void run(const Stream&, const A&, const B&, const Sink&, Extents);
//
// which queues sink <- A * B. The files gemm_<n>_<name>.cuh, read in order, go from the textbook's
// sum to what a GPU does best; each says what the one before leaves undone.
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

/// 90 is 9.0.
inline int compute_capability(int device) {
  static const std::vector<int> capabilities = [] {
    std::vector<int> result;
    for (int i = 0; i < device_count(); ++i) result.push_back(device_info(i).compute_capability);
    return result;
  }();
  return capabilities[std::size_t(device)];
}

/// Whether a device can multiply like that: tensor cores for tf32 and bf16 came with sm_80.
inline bool can_multiply(int device, Math math) {
  return math == Math::fp32 || compute_capability(device) >= 80;
}

/// Since when copies are asynchronous. Before, what hides behind them elsewhere takes its time.
constexpr int kAsyncCopiesSince = 80;

/// Throws, saying what can be done, where it cannot.
inline void check_can_multiply(int device, Math math) {
  if (can_multiply(device, math)) return;
  const DeviceInfo info = device_info(device);
  throw DeviceUnavailable(fmt::format(
      "cuda:{} ({}) cannot multiply in {}: it has compute capability {}.{}, and tensor cores for "
      "that came with 8.0; take fp32",
      device, info.name, to_text(math), info.compute_capability / 10,
      info.compute_capability % 10));
}

/// A row of an op's table, in which the kernels of `Op` - ConvByGemm<Vectorized>, say - are.
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

/// The last, which is the fastest, of an op's rungs that multiply like `math`, or in fp32, that pay
/// on the device, and for which `supports(rung)`. The first supports everything.
template <class Rung, class Supports>
const Rung& fastest_rung(std::span<const Rung> rungs, int device, Math math, Supports supports) {
  const Rung* chosen = &rungs.front();
  for (const Rung& rung : rungs)
    if ((rung.math == math || rung.math == Math::fp32) &&
        compute_capability(device) >= rung.pays_since && supports(rung))
      chosen = &rung;
  return *chosen;
}

}  // namespace alexnet::cuda::gemm
