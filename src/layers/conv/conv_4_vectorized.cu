// Rung 4: shared memory read four numbers at a time. The kernel is in gemm_4_vectorized.cuh, and
// conv_gemm.cuh says which products it computes.
#include "layers/conv/conv_gemm.cuh"
#include "layers/gemm/gemm_4_vectorized.cuh"

template struct alexnet::cuda::ConvByGemm<alexnet::cuda::gemm::Vectorized>;
