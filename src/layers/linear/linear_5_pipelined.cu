// Rung 5: copies that run ahead of the arithmetic. The kernel is in gemm_5_pipelined.cuh, and
// linear_gemm.cuh says which products it computes.
#include "layers/gemm/gemm_5_pipelined.cuh"
#include "layers/linear/linear_gemm.cuh"

template struct alexnet::cuda::LinearByGemm<alexnet::cuda::gemm::Pipelined>;
