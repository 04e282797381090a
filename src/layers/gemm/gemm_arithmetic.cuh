#pragma once
#include "cuda/tensor_core.cuh"
#include "layers/gemm/gemm_cuda_rungs.h"

// Two ways to multiply on the tensor cores. Both take factors from the same registers of the same
// lanes; what differs is how many numbers a register holds.
namespace alexnet::cuda::gemm {

/// Factors of 11 significant bits.
struct Tf32 {
  static constexpr Math kMath = Math::tf32;
  static constexpr int BK = 8;  ///< terms of a product
  static constexpr int kPerRegister = 1;

  __device__ static unsigned round(const float (&numbers)[1]) { return to_tf32(numbers[0]); }
  __device__ static void multiply(float (&d)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
    mma_m16n8k8_tf32(d, a, b);
  }
};

/// Factors of 8 significant bits.
struct Bf16 {
  static constexpr Math kMath = Math::bf16;
  static constexpr int BK = 16;
  static constexpr int kPerRegister = 2;

  __device__ static unsigned round(const float (&numbers)[2]) {
    return to_bf16x2(numbers[0], numbers[1]);
  }
  __device__ static void multiply(float (&d)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
    mma_m16n8k16_bf16(d, a, b);
  }
};

}  // namespace alexnet::cuda::gemm
