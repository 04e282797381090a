#pragma once
#include <cstdint>

#include "cuda/cuda.h"
#include "cuda/tensor_core.cuh"

// Loops that keep one part of a device as busy as it can be.
namespace alexnet::cuda {

/// Thread:  every (number of threads)-th group of four floats.
/// Block:   shares nothing.
/// Traffic: one read and one write per element, sixteen bytes at a time.
__global__ void ceiling_copy_kernel(float4* to, const float4* from, std::int64_t count) {
  const std::int64_t threads = std::int64_t{gridDim.x} * blockDim.x;
  for (std::int64_t i = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x; i < count;
       i += threads)
    to[i] = from[i];
}

constexpr int kChains = 8;         // sums that do not wait for one another
constexpr int kRoundsAtOnce = 16;  // unrolled, so that few instructions are the loop's own

/// Calls work() `rounds` times, a multiple of kRoundsAtOnce.
template <class Work>
__device__ void repeat(int rounds, Work work) {
  for (int round = 0; round < rounds; round += kRoundsAtOnce) {
    ALEXNET_UNROLL
    for (int i = 0; i < kRoundsAtOnce; ++i) work();
  }
}

/// Thread:  kChains chains of `rounds` fused multiply-adds in registers.
/// Block:   shares nothing.
/// Traffic: none; the store keeps the compiler from removing everything.
__global__ void ceiling_fma_kernel(float* to, int rounds, float factor) {
  float sum[kChains];
  ALEXNET_UNROLL
  for (int i = 0; i < kChains; ++i) sum[i] = float(threadIdx.x) + float(i);
  repeat(rounds, [&] {
    ALEXNET_UNROLL
    for (int i = 0; i < kChains; ++i) sum[i] = fmaf(sum[i], factor, 0.5f);
  });
  float total = 0;
  ALEXNET_UNROLL
  for (int i = 0; i < kChains; ++i) total += sum[i];
  to[blockIdx.x * blockDim.x + threadIdx.x] = total;
}

/// Warp:    kChains chains of `rounds` products of 16 x Terms by Terms x 8 on tensor cores.
/// Traffic: none.
template <int Terms>
__global__ void ceiling_mma_kernel(float* to, int rounds) {
  // Varied numbers from -2 to 2: products of zeros take less power, and clocks would stay higher.
  const auto number = [](unsigned i) {
    const unsigned mixed = (threadIdx.x * 8 + i + 1) * 2654435761u;
    return (mixed & 0xBFFFBFFFu) | 0x30003000u;
  };
  const unsigned a[4] = {number(0), number(1), number(2), number(3)};
  const unsigned b[2] = {number(4), number(5)};
  float sum[kChains][4] = {};
  ALEXNET_UNROLL
  for (int i = 0; i < kChains; ++i) sum[i][0] = float(i);  // alike, they could be made one
  repeat(rounds, [&] {
    ALEXNET_UNROLL
    for (int i = 0; i < kChains; ++i) {
      if constexpr (Terms == 8)
        mma_m16n8k8_tf32(sum[i], a, b);
      else
        mma_m16n8k16_bf16(sum[i], a, b);
    }
  });
  float total = 0;
  ALEXNET_UNROLL
  for (int i = 0; i < kChains; ++i) total += sum[i][0] + sum[i][1] + sum[i][2] + sum[i][3];
  to[blockIdx.x * blockDim.x + threadIdx.x] = total;
}

}  // namespace alexnet::cuda
