// Rung 5: copies that run ahead of the arithmetic. The kernel is in gemm_5_pipelined.cuh, and
// conv_gemm.cuh says which products it computes.
#include "layers/conv/conv_gemm.cuh"
#include "layers/gemm/gemm_5_pipelined.cuh"

template struct alexnet::cuda::ConvByGemm<alexnet::cuda::gemm::Pipelined>;
