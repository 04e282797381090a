// Rung 2: tiles in shared memory. The kernel is in gemm_2_shared_tile.cuh, and conv_gemm.cuh says
// which products it computes.
#include "layers/conv/conv_gemm.cuh"
#include "layers/gemm/gemm_2_shared_tile.cuh"

template struct alexnet::cuda::ConvByGemm<alexnet::cuda::gemm::SharedTile>;
