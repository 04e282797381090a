// What the simulator says of products on tensor cores that a GPU would silently get wrong.
// (test_primitives.cpp tests their numbers.)
#include <vector>

#include "cuda/tensor_core.cuh"
#include "support/catch.h"
#include "support/simulator.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

__global__ void half_a_warp_kernel(float* d) {
  float sums[4] = {};
  const unsigned a[4] = {}, b[2] = {};
  if (threadIdx.x < 16) cuda::mma_m16n8k8_tf32(sums, a, b);
  d[threadIdx.x] = sums[0];
}

__global__ void any_warp_kernel(float* d) {
  float sums[4] = {};
  const unsigned a[4] = {}, b[2] = {};
  cuda::mma_m16n8k16_bf16(sums, a, b);
  d[threadIdx.x] = sums[0];
}

__global__ void half_a_warp_loads_kernel(float* d) {
  __shared__ __align__(16) unsigned rows[32][4];
  unsigned r[4] = {};
  for (int i = 0; i < 4; ++i) rows[threadIdx.x % 32][i] = 0;
  if (threadIdx.x < 16) cuda::ldmatrix_x4(r, rows[threadIdx.x]);
  d[threadIdx.x] = float(r[0]);
}

__global__ void any_warp_loads_kernel(float* d) {
  __shared__ __align__(16) unsigned rows[64][4];
  unsigned r[4] = {};
  for (int i = 0; i < 4; ++i) rows[threadIdx.x][i] = 0;
  cuda::ldmatrix_x4_trans(r, rows[threadIdx.x]);
  d[threadIdx.x] = float(r[0]);
}

__global__ void misaligned_row_kernel(float* d) {
  __shared__ __align__(16) unsigned rows[33][4];
  unsigned r[4] = {};
  for (int i = 0; i < 4; ++i) rows[threadIdx.x][i] = 0;
  cuda::ldmatrix_x4(r, &rows[threadIdx.x][threadIdx.x == 3 ? 2 : 0]);
  d[threadIdx.x] = float(r[0]);
}

/// Without to_tf32 the factors lose their last bits, as on a GPU.
__global__ void not_rounded_kernel(float* d) {
  float sums[4] = {};
  const unsigned almost_two = __float_as_uint(1.9999999f), one = __float_as_uint(1);
  const unsigned first = threadIdx.x % 4 == 0 ? almost_two : 0;
  const unsigned a[4] = {first, first, 0, 0}, b[2] = {one, one};
  cuda::mma_m16n8k8_tf32(sums, a, b);
  d[threadIdx.x] = sums[0];
}

template <auto Kernel>
std::vector<float> run_on(unsigned threads) {
  std::vector<float> d(threads);
  const cuda::Stream stream(0);
  cuda::launch<Kernel>(stream, {1, threads}, d.data());
  stream.synchronize();
  return d;
}

}  // namespace

TEST_CASE("tensor core: a product that not all lanes come to is named") {
  CHECK_ERROR(run_on<half_a_warp_kernel>(32), "half_a_warp_kernel",
              "test_tensor_core.cpp:", "fewer than 32 threads");
  CHECK_ERROR(run_on<any_warp_kernel>(40), "fewer than 32 threads");
  CHECK(run_on<any_warp_kernel>(64)[63] == 0);
}

TEST_CASE("tensor core: matrices that not all lanes load, or from anywhere, are named") {
  CHECK_ERROR(run_on<half_a_warp_loads_kernel>(32), "half_a_warp_loads_kernel",
              "test_tensor_core.cpp:", "fewer than 32 threads");
  CHECK_ERROR(run_on<any_warp_loads_kernel>(40), "fewer than 32 threads");
  CHECK_ERROR(run_on<misaligned_row_kernel>(32), "misaligned_row_kernel", "thread (3,0,0)",
              "test_tensor_core.cpp:", "not a multiple of 16");
}

TEST_CASE("tensor core: factors that were not rounded are cut off") {
  CHECK(run_on<not_rounded_kernel>(32)[0] == 2 - 1.0f / 1024);
}
