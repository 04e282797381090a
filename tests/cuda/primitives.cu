#include "cuda/primitives.h"

#include "cuda/async_copy.cuh"
#include "cuda/launch.h"
#include "cuda/tensor_core.cuh"

namespace alexnet::test {
namespace {

__global__ void round_to_tf32_kernel(const float* x, float* y, int count) {
  const int i = int(threadIdx.x);
  if (i < count) y[i] = __uint_as_float(cuda::to_tf32(x[i]));
}

/// Each thread packs two neighbouring numbers, the first into the lower half of the word.
__global__ void round_to_bf16_kernel(const float* x, float* y, int count) {
  const int i = 2 * int(threadIdx.x);
  if (i >= count) return;
  const unsigned both = cuda::to_bf16x2(x[i], i + 1 < count ? x[i + 1] : 0.0f);
  y[i] = __uint_as_float(both << 16);
  if (i + 1 < count) y[i + 1] = __uint_as_float(both & 0xffff0000u);
}

/// Loads and stores as the table in tensor_core.cuh says.
__global__ void multiply_tf32_kernel(const float* a, const float* b, float* d) {
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

__global__ void multiply_bf16_kernel(const float* a, const float* b, float* d) {
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

constexpr int kMostWarps = 4;

template <bool kTransposed>
__global__ void load_matrices_kernel(const std::uint32_t* matrices, std::uint32_t* out) {
  __shared__ __align__(16) unsigned rows[kMostWarps][32][4];
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

template <int Bytes>
__global__ void copy_from_neighbours_kernel(const float* in, float* out, int count) {
  constexpr int kFloats = Bytes / 4;
  __shared__ __align__(16) float tile[kCopyThreads * kFloats];
  const int mine = int(threadIdx.x) * kFloats, next = (mine + kFloats) % (kCopyThreads * kFloats);
  const bool inside = mine < count;
  cuda::cp_async<Bytes>(&tile[mine], inside ? in + mine : nullptr, inside);
  cuda::cp_async_commit();
  cuda::cp_async_wait<0>();
  __syncthreads();
  for (int i = 0; i < kFloats; ++i) out[mine + i] = tile[next + i];
}

__global__ void sum_in_a_pipeline_kernel(const float* in, float* sums, int tiles) {
  __shared__ float tile[3][kCopyThreads];
  const unsigned t = threadIdx.x;
  const auto fetch = [&](int i) {
    if (i < tiles) cuda::cp_async<4>(&tile[i % 3][t], &in[i * kCopyThreads + int(t)], true);
    cuda::cp_async_commit();  // an empty group at the end keeps the count
  };
  fetch(0);
  fetch(1);
  float sum = 0;
  for (int i = 0; i < tiles; ++i) {
    cuda::cp_async_wait<1>();
    __syncthreads();
    fetch(i + 2);
    sum += tile[i % 3][(t + 1) % kCopyThreads];
  }
  cuda::cp_async_wait<0>();
  sums[t] = sum;
}

}  // namespace

void round_to_tf32(const cuda::Stream& stream, const float* x, float* y, int count) {
  cuda::launch<round_to_tf32_kernel>(stream, {1, unsigned(count)}, x, y, count);
}
void round_to_bf16(const cuda::Stream& stream, const float* x, float* y, int count) {
  cuda::launch<round_to_bf16_kernel>(stream, {1, unsigned(count + 1) / 2}, x, y, count);
}

void multiply_tf32(const cuda::Stream& stream, int warps, const float* a, const float* b,
                   float* d) {
  cuda::launch<multiply_tf32_kernel>(stream, {1, unsigned(32 * warps)}, a, b, d);
}
void multiply_bf16(const cuda::Stream& stream, int warps, const float* a, const float* b,
                   float* d) {
  cuda::launch<multiply_bf16_kernel>(stream, {1, unsigned(32 * warps)}, a, b, d);
}

void load_matrices(const cuda::Stream& stream, int warps, bool transposed,
                   const std::uint32_t* matrices, std::uint32_t* out) {
  ALEXNET_CHECK(warps <= kMostWarps, "{} warps, but {} fit", warps, kMostWarps);
  const cuda::Grid grid = {1, unsigned(32 * warps)};
  if (transposed)
    cuda::launch<load_matrices_kernel<true>>(stream, grid, matrices, out);
  else
    cuda::launch<load_matrices_kernel<false>>(stream, grid, matrices, out);
}

void copy_from_neighbours(const cuda::Stream& stream, int bytes, const float* in, float* out,
                          int count) {
  const cuda::Grid grid = {1, kCopyThreads};
  if (bytes == 4) cuda::launch<copy_from_neighbours_kernel<4>>(stream, grid, in, out, count);
  if (bytes == 8) cuda::launch<copy_from_neighbours_kernel<8>>(stream, grid, in, out, count);
  if (bytes == 16) cuda::launch<copy_from_neighbours_kernel<16>>(stream, grid, in, out, count);
}

void sum_in_a_pipeline(const cuda::Stream& stream, const float* in, float* sums, int tiles) {
  cuda::launch<sum_in_a_pipeline_kernel>(stream, {1, kCopyThreads}, in, sums, tiles);
}

}  // namespace alexnet::test
