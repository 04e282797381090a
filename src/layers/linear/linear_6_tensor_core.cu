// Rung 6: tensor cores, with factors of 11 and of 8 significant bits. The kernel is in
// gemm_6_tensor_core.cuh, and linear_gemm.cuh says which products it computes.
#include "layers/gemm/gemm_6_tensor_core.cuh"
#include "layers/linear/linear_gemm.cuh"

template struct alexnet::cuda::LinearByGemm<
    alexnet::cuda::gemm::TensorCore<alexnet::cuda::gemm::Tf32>>;
template struct alexnet::cuda::LinearByGemm<
    alexnet::cuda::gemm::TensorCore<alexnet::cuda::gemm::Bf16>>;
