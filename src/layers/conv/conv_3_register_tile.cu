// Rung 3: blocks of sums in registers. The kernel is in gemm_3_register_tile.cuh, and conv_gemm.cuh
// says which products it computes.
#include "layers/conv/conv_gemm.cuh"
#include "layers/gemm/gemm_3_register_tile.cuh"

template struct alexnet::cuda::ConvByGemm<alexnet::cuda::gemm::RegisterTile>;
