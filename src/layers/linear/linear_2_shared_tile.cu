// Rung 2: tiles in shared memory. The kernel is in gemm_2_shared_tile.cuh, and linear_gemm.cuh says
// which products it computes.
#include "layers/gemm/gemm_2_shared_tile.cuh"
#include "layers/linear/linear_gemm.cuh"

template struct alexnet::cuda::LinearByGemm<alexnet::cuda::gemm::SharedTile>;
