// Rung 1: one thread for each number of the result (gemm_1_naive.cuh).
#include "layers/gemm/gemm_1_naive.cuh"
#include "layers/linear/linear_gemm.cuh"

template struct alexnet::cuda::LinearByGemm<alexnet::cuda::gemm::Naive>;
