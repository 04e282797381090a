#pragma once
#include "cuda/cuda.h"

// Products of small matrices on the tensor cores, D += A * B, computed by the 32 lanes of a warp
// together (mma.sync, since sm_80). The factors are rounded, the sums are floats:
//
//     mma_m16n8k8_tf32    A: 16 x 8    B: 8 x 8    factors with 10 bits of fraction
//     mma_m16n8k16_bf16   A: 16 x 16   B: 16 x 8   factors with 7
//
// and both with a float's range. (m, n, k: D has m rows and n columns, sums have k terms.)
// Each lane holds a fragment of each matrix in its registers. With g = lane / 4 and t = lane % 4:
//
//     tf32       row       column            bf16       row             column
//       a[0]     g         t                   a[0]     g               2t, 2t + 1
//       a[1]     g + 8     t                   a[1]     g + 8           2t, 2t + 1
//       a[2]     g         t + 4               a[2]     g               2t + 8, 2t + 9
//       a[3]     g + 8     t + 4               a[3]     g + 8           2t + 8, 2t + 9
//       b[0]     t         g                   b[0]     2t, 2t + 1      g
//       b[1]     t + 4     g                   b[1]     2t + 8, 2t + 9  g
//
//     both       row       column
//       d[0]     g         2t
//       d[1]     g         2t + 1
//       d[2]     g + 8     2t
//       d[3]     g + 8     2t + 1
//
// A register holds one number of tf32 or two of bf16, the one with the smaller row or column in its
// lower half. All lanes must reach the same call. An older GPU traps here: launch another kernel.
//
// ldmatrix_x4 (ldmatrix, since sm_75) loads such fragments from shared memory: four matrices of
// 8 x 8 numbers of 16 bits with one instruction, where a lane that read its own numbers would need
// one for each register. Lane i passes the address of row i % 8 of matrix i / 8, a multiple of 16
// bytes. Register r[i] belongs to matrix i:
//
//                        row          column
//     ldmatrix_x4        g            2t, 2t + 1
//     ldmatrix_x4_trans  2t, 2t + 1   g
//
// If the matrices are the quarters of A, in the order upper left, lower left, upper right, lower
// right, then r is what mma_m16n8k16_bf16 takes as a. If they are those of the transpose of a B
// twice as wide, in the order upper left, upper right, lower left, lower right, then r[0] and r[1]
// are the b of one product, r[2] and r[3] that of its neighbour. (Side by side, because the
// instruction takes b in neighbouring registers.)
//
// The 16 bytes of a row may as well be four numbers of tf32: then ldmatrix_x4 gives a lane number t
// of row g, and the same quarters are what mma_m16n8k8_tf32 takes. Only ldmatrix_x4_trans, which
// moves 16 bits at a time, is of no use for them.
#if defined(__CUDACC__)

// The text in asm is PTX, the assembly language for NVIDIA's GPUs. %0, %1, ... stand for the
// variables that follow: "=r" is a register that is written, "+f" a float that is read and written,
// "r" and "f" a register and a float that are read.
//
// (Only code for an architecture that has the instruction may contain its name.)
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
#define ALEXNET_SINCE_SM_80(...) asm volatile(__VA_ARGS__)
#else
#define ALEXNET_SINCE_SM_80(...) __trap()
#endif

namespace alexnet::cuda {

/// Rounds to the nearest; of two that are equally near, to the one farther from 0.
__device__ __forceinline__ unsigned to_tf32(float x) {
  unsigned result = 0;
  ALEXNET_SINCE_SM_80("cvt.rna.tf32.f32 %0, %1;" : "=r"(result) : "f"(x));
  return result;
}

/// Rounds to the nearest; of two that are equally near, to the one whose last bit is 0.
__device__ __forceinline__ unsigned to_bf16x2(float low, float high) {
  unsigned result = 0;
  ALEXNET_SINCE_SM_80("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(result) : "f"(high), "f"(low));
  return result;
}

/// d += a * b.
__device__ __forceinline__ void mma_m16n8k8_tf32(float (&d)[4], const unsigned (&a)[4],
                                                 const unsigned (&b)[2]) {
  ALEXNET_SINCE_SM_80(
      "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 "
      "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

/// d += a * b.
__device__ __forceinline__ void mma_m16n8k16_bf16(float (&d)[4], const unsigned (&a)[4],
                                                  const unsigned (&b)[2]) {
  ALEXNET_SINCE_SM_80(
      "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 "
      "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

/// `row` is in shared memory.
__device__ __forceinline__ void ldmatrix_x4(unsigned (&r)[4], const void* row) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(unsigned(__cvta_generic_to_shared(row)))
               : "memory");
}

/// `row` is in shared memory.
__device__ __forceinline__ void ldmatrix_x4_trans(unsigned (&r)[4], const void* row) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(unsigned(__cvta_generic_to_shared(row)))
               : "memory");
}

}  // namespace alexnet::cuda

#undef ALEXNET_SINCE_SM_80

#else

#include "cuda/simulator/tensor_core.h"

#endif
