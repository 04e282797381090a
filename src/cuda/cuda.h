#pragma once

// The CUDA language, for source files that hold kernels: nvcc's own, or the simulator's where an
// ordinary compiler reads the same file (cuda/simulator/kernel_language.h).
//
// Kernels are written once, with two macros of our own for what the compilers spell differently:
//   ALEXNET_UNROLL                       before a loop that must be unrolled
//   ALEXNET_DYNAMIC_SHARED(float, tile)  shared memory whose size is set at launch
#if defined(__CUDACC__)

#include <cuda_runtime.h>

#define ALEXNET_UNROLL _Pragma("unroll")
#define ALEXNET_DYNAMIC_SHARED(type, name)                                \
  extern __shared__ __align__(16) unsigned char alexnet_dynamic_shared[]; \
  type* const name = reinterpret_cast<type*>(alexnet_dynamic_shared)

#else

#include "cuda/simulator/kernel_language.h"

#endif
