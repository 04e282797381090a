// Products of matrices by a warp, and how they come out of shared memory: is every element where
// the tables say, and how are factors rounded?
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "core/rng.h"
#include "cuda/tensor_core.cuh"
#include "support/catch.h"
#include "support/simulator.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// D (16 x 8) += A (16 x 8) * B (8 x 8), twice, so that fragments of one product meet those of the
/// next; one warp per product. Loads and stores as the table in tensor_core.cuh says.
__global__ void product_tf32_kernel(const float* a, const float* b, float* d) {
  const int warp = int(threadIdx.x) / 32, lane = int(threadIdx.x) % 32, g = lane / 4, t = lane % 4;
  a += warp * 16 * 8;
  b += warp * 8 * 8;
  d += warp * 16 * 8;
  const unsigned fa[4] = {cuda::to_tf32(a[g * 8 + t]), cuda::to_tf32(a[(g + 8) * 8 + t]),
                          cuda::to_tf32(a[g * 8 + t + 4]), cuda::to_tf32(a[(g + 8) * 8 + t + 4])};
  const unsigned fb[2] = {cuda::to_tf32(b[t * 8 + g]), cuda::to_tf32(b[(t + 4) * 8 + g])};
  float fd[4] = {d[g * 8 + 2 * t], d[g * 8 + 2 * t + 1], d[(g + 8) * 8 + 2 * t],
                 d[(g + 8) * 8 + 2 * t + 1]};
  cuda::mma_m16n8k8_tf32(fd, fa, fb);
  cuda::mma_m16n8k8_tf32(fd, fa, fb);
  for (int i = 0; i < 4; ++i) d[(g + i / 2 * 8) * 8 + 2 * t + i % 2] = fd[i];
}

/// The same with A 16 x 16 and B 16 x 8.
__global__ void product_bf16_kernel(const float* a, const float* b, float* d) {
  const int warp = int(threadIdx.x) / 32, lane = int(threadIdx.x) % 32, g = lane / 4, t = lane % 4;
  a += warp * 16 * 16;
  b += warp * 16 * 8;
  d += warp * 16 * 8;
  const auto of_a = [&](int row, int k) {
    return cuda::to_bf16x2(a[row * 16 + k], a[row * 16 + k + 1]);
  };
  const auto of_b = [&](int k) { return cuda::to_bf16x2(b[k * 8 + g], b[(k + 1) * 8 + g]); };
  const unsigned fa[4] = {of_a(g, 2 * t), of_a(g + 8, 2 * t), of_a(g, 2 * t + 8),
                          of_a(g + 8, 2 * t + 8)};
  const unsigned fb[2] = {of_b(2 * t), of_b(2 * t + 8)};
  float fd[4] = {d[g * 8 + 2 * t], d[g * 8 + 2 * t + 1], d[(g + 8) * 8 + 2 * t],
                 d[(g + 8) * 8 + 2 * t + 1]};
  cuda::mma_m16n8k16_bf16(fd, fa, fb);
  cuda::mma_m16n8k16_bf16(fd, fa, fb);
  for (int i = 0; i < 4; ++i) d[(g + i / 2 * 8) * 8 + 2 * t + i % 2] = fd[i];
}

/// One of the two, with what a test needs to know of it.
struct Product {
  const char* name;
  int k;  // columns of A, rows of B
  float (*round)(float);
  void (*launch)(const cuda::Stream&, int warps, const float* a, const float* b, float* d);
};

template <auto Kernel>
void launch_warps(const cuda::Stream& stream, int warps, const float* a, const float* b, float* d) {
  cuda::launch<Kernel>(stream, {1, unsigned(32 * warps)}, a, b, d);
}

float through_tf32(float x) { return __uint_as_float(cuda::to_tf32(x)); }
float through_bf16(float x) { return __uint_as_float(cuda::to_bf16x2(x, 0) << 16); }

const Product kProducts[] = {
    {"tf32", 8, through_tf32, launch_warps<product_tf32_kernel>},
    {"bf16", 16, through_bf16, launch_warps<product_bf16_kernel>},
};

std::vector<float> random_floats(const char* name, int count) {
  const RandomStream random(1, name);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = random.normal(i);
  return values;
}

/// Runs the product and compares with a plain one of the rounded factors.
void check(const Product& product, int warps, const std::vector<float>& a,
           const std::vector<float>& b, std::vector<float> d) {
  std::vector<float> expected = d;
  const int k_count = product.k;
  for (int w = 0; w < warps; ++w)
    for (int row = 0; row < 16; ++row)
      for (int column = 0; column < 8; ++column) {
        double sum = 0;
        for (int k = 0; k < k_count; ++k)
          sum += double(product.round(a[std::size_t((w * 16 + row) * k_count + k)])) *
                 double(product.round(b[std::size_t((w * k_count + k) * 8 + column)]));
        expected[std::size_t((w * 16 + row) * 8 + column)] += float(2 * sum);
      }
  const cuda::Stream stream(0);
  product.launch(stream, warps, a.data(), b.data(), d.data());
  stream.synchronize();
  for (std::size_t i = 0; i < d.size(); ++i)
    if (!(std::abs(d[i] - expected[i]) <= 1e-5f)) {
      INFO("element " << i << ": " << d[i] << " for " << expected[i]);
      CHECK(false);
      return;
    }
}

}  // namespace

TEST_CASE("tensor core: random matrices, several warps, in every order of threads") {
  for (const Product& product : kProducts)
    for (simulator::ThreadOrder order : kThreadOrders)
      for (int warps : {1, 4}) {
        const WithThreadOrder with(order);
        INFO(product.name << ", " << with.name() << ", " << warps << " warps");
        check(product, warps, random_floats("a", warps * 16 * product.k),
              random_floats("b", warps * 8 * product.k), random_floats("d", warps * 16 * 8));
      }
}

TEST_CASE("tensor core: a single 1 in A, then in B, finds every element's place") {
  for (const Product& product : kProducts) {
    INFO(product.name);
    const std::vector<float> d(16 * 8, 0);
    const std::vector<float> a = random_floats("a", 16 * product.k);
    const std::vector<float> b = random_floats("b", 8 * product.k);
    for (std::size_t i = 0; i < a.size(); ++i) {
      INFO("element " << i << " of A");
      std::vector<float> one_hot(a.size(), 0);
      one_hot[i] = 1;
      check(product, 1, one_hot, b, d);
    }
    for (std::size_t i = 0; i < b.size(); ++i) {
      INFO("element " << i << " of B");
      std::vector<float> one_hot(b.size(), 0);
      one_hot[i] = 1;
      check(product, 1, a, one_hot, d);
    }
  }
}

namespace {

/// Four matrices of 8 x 8 numbers of 16 bits, of a warp each, through shared memory where their
/// rows lie in any order; `out` has a register of each lane after the other.
template <bool kTransposed>
__global__ void load_matrices_kernel(const unsigned* matrices, unsigned* out) {
  __shared__ __align__(16) unsigned rows[4][32][4];
  const int warp = int(threadIdx.x) / 32, lane = int(threadIdx.x) % 32, place = lane * 5 % 32;
  for (int i = 0; i < 4; ++i)
    rows[warp][place][i] = matrices[(warp * 32 + lane) * 4 + i];  // row `lane` of all matrices
  __syncwarp();
  unsigned r[4];
  if constexpr (kTransposed)
    cuda::ldmatrix_x4_trans(r, rows[warp][place]);
  else
    cuda::ldmatrix_x4(r, rows[warp][place]);
  for (int i = 0; i < 4; ++i) out[(warp * 32 + lane) * 4 + i] = r[i];
}

/// What the number in row `row` and column `column` of a matrix is; no two are equal.
unsigned numbered(int warp, int matrix, int row, int column) {
  return unsigned(((warp * 4 + matrix) * 8 + row) * 8 + column) * 61;
}

}  // namespace

TEST_CASE("tensor core: matrices come from shared memory to the lanes that the table says") {
  constexpr int kWarps = 4;
  std::vector<unsigned> matrices;
  for (int warp = 0; warp < kWarps; ++warp)
    for (int row = 0; row < 32; ++row)
      for (int pair = 0; pair < 4; ++pair)
        matrices.push_back(numbered(warp, row / 8, row % 8, 2 * pair) |
                           numbered(warp, row / 8, row % 8, 2 * pair + 1) << 16);
  for (simulator::ThreadOrder order : kThreadOrders)
    for (const bool transposed : {false, true}) {
      const WithThreadOrder with(order);
      INFO(with.name() << ", transposed: " << transposed);
      std::vector<unsigned> out(matrices.size());
      const cuda::Stream stream(0);
      const cuda::Grid grid = {1, 32 * kWarps};
      if (transposed)
        cuda::launch<load_matrices_kernel<true>>(stream, grid, matrices.data(), out.data());
      else
        cuda::launch<load_matrices_kernel<false>>(stream, grid, matrices.data(), out.data());
      stream.synchronize();
      for (int i = 0; i < int(out.size()); ++i) {
        const int warp = i / 128, lane = i / 4 % 32, g = lane / 4, t = lane % 4;
        const unsigned low =
            transposed ? numbered(warp, i % 4, 2 * t, g) : numbered(warp, i % 4, g, 2 * t);
        const unsigned high =
            transposed ? numbered(warp, i % 4, 2 * t + 1, g) : numbered(warp, i % 4, g, 2 * t + 1);
        CHECK(out[std::size_t(i)] == (low | high << 16));
      }
    }
}

TEST_CASE("tensor core: tf32 is rounded to the nearest, halves away from zero") {
  constexpr float kStep = 1.0f / 1024;
  CHECK(through_tf32(1.0f) == 1.0f);
  CHECK(through_tf32(1 + 0.49f * kStep) == 1.0f);
  CHECK(through_tf32(1 + 0.5f * kStep) == 1 + kStep);
  CHECK(through_tf32(1 + 1.5f * kStep) == 1 + 2 * kStep);
  CHECK(through_tf32(-1 - 0.5f * kStep) == -1 - kStep);
  CHECK(through_tf32(0.0f) == 0.0f);
  CHECK(std::isinf(through_tf32(std::numeric_limits<float>::infinity())));
  CHECK(std::isinf(through_tf32(std::numeric_limits<float>::max())));
  CHECK(std::isnan(through_tf32(std::numeric_limits<float>::quiet_NaN())));
}

TEST_CASE(
    "tensor core: bf16 is rounded to the nearest, halves to even, and pairs keep their order") {
  constexpr float kStep = 1.0f / 128;
  CHECK(through_bf16(1.0f) == 1.0f);
  CHECK(through_bf16(1 + 0.49f * kStep) == 1.0f);
  CHECK(through_bf16(1 + 0.5f * kStep) == 1.0f);
  CHECK(through_bf16(1 + 0.51f * kStep) == 1 + kStep);
  CHECK(through_bf16(1 + 1.5f * kStep) == 1 + 2 * kStep);
  CHECK(std::isinf(through_bf16(std::numeric_limits<float>::max())));
  CHECK(std::isnan(through_bf16(std::numeric_limits<float>::quiet_NaN())));
  CHECK(cuda::to_bf16x2(1.0f, 2.0f) == 0x40003f80u);
}

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
              "test_tensor_core.cpp:", "threads of its warp's mask that never come");
  CHECK_ERROR(run_on<any_warp_kernel>(40), "fewer than 32 threads");
  CHECK(run_on<any_warp_kernel>(64)[63] == 0);
}

TEST_CASE("tensor core: matrices that not all lanes load, or from anywhere, are named") {
  CHECK_ERROR(run_on<half_a_warp_loads_kernel>(32), "half_a_warp_loads_kernel",
              "test_tensor_core.cpp:", "threads of its warp's mask that never come");
  CHECK_ERROR(run_on<any_warp_loads_kernel>(40), "fewer than 32 threads");
  CHECK_ERROR(run_on<misaligned_row_kernel>(32), "misaligned_row_kernel", "thread (3,0,0)",
              "test_tensor_core.cpp:", "not a multiple of 16");
}

TEST_CASE("tensor core: factors that were not rounded are cut off") {
  CHECK(run_on<not_rounded_kernel>(32)[0] == 2 - 1.0f / 1024);
}
