#pragma once
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

/// Whether a stream's device can multiply like that: tensor cores for tf32 and bf16 came with
/// sm_80.
inline bool can_multiply(const Stream& stream, Math math) {
  static const std::vector<int> capabilities = [] {
    std::vector<int> result;
    for (int i = 0; i < device_count(); ++i) result.push_back(device_info(i).compute_capability);
    return result;
  }();
  return math == Math::fp32 || capabilities[std::size_t(stream.device())] >= 80;
}

}  // namespace alexnet::cuda::gemm
