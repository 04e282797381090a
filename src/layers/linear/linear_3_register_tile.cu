// Rung 3: blocks of sums in registers. The kernel is in gemm_3_register_tile.cuh, and
// linear_gemm.cuh says which products it computes.
#include "layers/gemm/gemm_3_register_tile.cuh"
#include "layers/linear/linear_gemm.cuh"

template struct alexnet::cuda::LinearByGemm<alexnet::cuda::gemm::RegisterTile>;
