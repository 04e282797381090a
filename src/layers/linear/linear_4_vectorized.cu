// Rung 4: shared memory read four numbers at a time. The kernel is in gemm_4_vectorized.cuh, and
// linear_gemm.cuh says which products it computes.
#include "layers/gemm/gemm_4_vectorized.cuh"
#include "layers/linear/linear_gemm.cuh"

template struct alexnet::cuda::LinearByGemm<alexnet::cuda::gemm::Vectorized>;
