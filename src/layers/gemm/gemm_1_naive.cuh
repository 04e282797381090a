#pragma once
#include "cuda/launch.h"
#include "layers/gemm/gemm_cuda_rungs.h"
#include "layers/gemm/gemm_operands.cuh"
#include "layers/gemm/gemm_sinks.cuh"
#include "layers/gemm/gemm_tile.cuh"

// Rung 1: the textbook's sum, one thread for each element of C.
namespace alexnet::cuda::gemm {

/// Thread:  one element of C.
/// Block:   16 x 16 elements, which share nothing.
/// Traffic: two reads per product. A warp has two rows of C, so it reads two numbers of A at a
///          time; of B sixteen, one from each of 16 lines, and whether these lie side by side in
///          memory is the operand's affair.
/// Next:    a block reads each of its lines of A and of B 16 times.
template <class A, class B, class Sink>
__global__ void gemm_naive_kernel(A a, B b, Sink sink, Extents size) {
  const int i = int(blockIdx.y * blockDim.y + threadIdx.y);
  const int j = int(blockIdx.x * blockDim.x + threadIdx.x);
  if (i >= size.rows || j >= size.cols) return;
  const auto row = a.line(i);
  const auto col = b.line(j);
  float sum = 0;
  for (int t = 0; t < size.terms; ++t) {
    const float* x = a.find(row, a.term(t));
    const float* y = b.find(col, b.term(t));
    if (x && y) sum += *x * *y;
  }
  store(sink, i, j, sum);
}

struct Naive {
  template <class A, class B, class Sink>
  static void run(const Stream& stream, const A& a, const B& b, const Sink& sink, Extents size) {
    const Grid grid = {tiles(size, 16, 16), dim3(16, 16)};
    launch<gemm_naive_kernel<A, B, Sink>>(stream, grid, a, b, sink, size);
  }
};

}  // namespace alexnet::cuda::gemm
