// Asynchronous copies: do they arrive, and is it seen when a kernel does not wait for them?
#include <cmath>
#include <numeric>
#include <vector>

#include "cuda/async_copy.cuh"
#include "support/catch.h"
#include "support/simulator.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

constexpr int kThreads = 64;

template <auto Kernel, class... Arguments>
void run(Arguments... arguments) {
  const cuda::Stream stream(0);
  cuda::launch<Kernel>(stream, {1, kThreads}, arguments...);
  stream.synchronize();
}

template <class Body>
void in_every_order(Body body) {
  for (simulator::ThreadOrder order : kThreadOrders) {
    const WithThreadOrder with(order);
    INFO(with.name());
    body();
  }
}

/// Counting from `first` on.
struct Floats {
  explicit Floats(int count, float first = 0) : values(std::size_t(count)) {
    std::iota(values.begin(), values.end(), first);
  }
  float* data() { return values.data(); }
  float operator[](int i) const { return values[std::size_t(i)]; }
  std::vector<float> values;
};

/// Every thread fetches `Bytes` and passes on those of its neighbour; beyond `count` are zeros.
template <int Bytes>
__global__ void neighbour_kernel(const float* in, float* out, int count) {
  constexpr int kFloats = Bytes / 4;
  __shared__ __align__(16) float tile[kThreads * kFloats];
  const int mine = int(threadIdx.x) * kFloats, next = (mine + kFloats) % (kThreads * kFloats);
  const bool inside = mine < count;
  cuda::cp_async<Bytes>(&tile[mine], inside ? in + mine : nullptr, inside);
  cuda::cp_async_commit();
  cuda::cp_async_wait<0>();
  __syncthreads();
  for (int i = 0; i < kFloats; ++i) out[mine + i] = tile[next + i];
}

/// Sums of many tiles, each fetched while the one before it is added: three places in turn.
__global__ void pipeline_kernel(const float* in, float* sums, int tiles) {
  __shared__ float tile[3][kThreads];
  const unsigned t = threadIdx.x;
  const auto fetch = [&](int i) {
    if (i < tiles) cuda::cp_async<4>(&tile[i % 3][t], &in[i * kThreads + int(t)], true);
    cuda::cp_async_commit();  // an empty group at the end keeps the count
  };
  fetch(0);
  fetch(1);
  float sum = 0;
  for (int i = 0; i < tiles; ++i) {
    cuda::cp_async_wait<1>();
    __syncthreads();
    fetch(i + 2);
    sum += tile[i % 3][(t + 1) % kThreads];
  }
  sums[t] = sum;
}

/// What the first of two groups holds, and the second, after a wait for all but one and for all.
__global__ void groups_kernel(const float* in, float* out) {
  __shared__ float tile[2][kThreads];
  const unsigned t = threadIdx.x;
  cuda::cp_async<4>(&tile[0][t], &in[t], true);
  cuda::cp_async_commit();
  cuda::cp_async<4>(&tile[1][t], &in[t], true);
  cuda::cp_async_commit();
  cuda::cp_async_wait<1>();
  out[t] = tile[0][t];
  out[kThreads + t] = tile[1][t];
  cuda::cp_async_wait<0>();
  out[2 * kThreads + t] = tile[1][t];
}

__global__ void not_committed_kernel(const float* in, float* out) {
  __shared__ float tile[kThreads];
  cuda::cp_async<4>(&tile[threadIdx.x], &in[threadIdx.x], true);
  cuda::cp_async_wait<0>();
  out[threadIdx.x] = tile[threadIdx.x];
}

__global__ void misaligned_kernel(const float* in, float* out, int from, int to, bool inside) {
  __shared__ __align__(16) float tile[kThreads * 4 + 4];
  const unsigned mine = threadIdx.x * 4;
  cuda::cp_async<16>(&tile[mine + unsigned(to)], &in[mine + unsigned(from)], inside);
  cuda::cp_async_commit();
  cuda::cp_async_wait<0>();
  out[threadIdx.x] = tile[mine];
}

template <int Bytes>
void check_neighbours() {
  const int size = kThreads * Bytes / 4;
  for (int count : {0, Bytes / 4, size / 2, size})
    in_every_order([&] {
      INFO(Bytes << " bytes, " << count << " floats");
      std::vector<float4> memory(std::size_t(size / 4));  // aligned as the copies want it
      float* in = &memory[0].x;
      std::iota(in, in + size, 1.0f);
      Floats out(size);
      run<neighbour_kernel<Bytes>>(static_cast<const float*>(in), out.data(), count);
      for (int i = 0; i < size; ++i) {
        const int source = (i + Bytes / 4) % size;
        CHECK(out[i] == (source < count ? in[source] : 0.0f));
      }
    });
}

}  // namespace

TEST_CASE("async copy: 4, 8 and 16 bytes arrive, and zeros where nothing is") {
  check_neighbours<4>();
  check_neighbours<8>();
  check_neighbours<16>();
}

TEST_CASE("async copy: three tiles in turn") {
  for (int tiles : {1, 2, 3, 10})
    in_every_order([&] {
      INFO(tiles << " tiles");
      Floats in(tiles * kThreads), sums(kThreads);
      run<pipeline_kernel>(static_cast<const float*>(in.data()), sums.data(), tiles);
      for (int t = 0; t < kThreads; ++t) {
        float expected = 0;
        for (int i = 0; i < tiles; ++i) expected += in[i * kThreads + (t + 1) % kThreads];
        CHECK(sums[t] == expected);
      }
    });
}

TEST_CASE("async copy: groups arrive in their order, and none before the wait for it") {
  in_every_order([] {
    Floats in(kThreads), out(3 * kThreads);
    run<groups_kernel>(static_cast<const float*>(in.data()), out.data());
    for (int t = 0; t < kThreads; ++t) {
      CHECK(out[t] == in[t]);
      CHECK(std::isnan(out[kThreads + t]));
      CHECK(out[2 * kThreads + t] == in[t]);
    }
  });
}

TEST_CASE("async copy: a thread that ends before its copies did is named") {
  Floats in(kThreads), out(kThreads);
  const float* from = in.data();
  CHECK_ERROR(run<not_committed_kernel>(from, out.data()), "not_committed_kernel",
              "thread (0,0,0) of block (0,0,0) ends while its copy of test_async_copy.cpp:",
              "cp_async_wait()");
  CHECK(std::isnan(out[0]));
  const WithThreadOrder with(simulator::ThreadOrder::reversed);
  CHECK_ERROR(run<not_committed_kernel>(from, out.data()), "thread (63,0,0)");
  // And the next launch begins anew.
  check_neighbours<4>();
}

TEST_CASE("async copy: an address that is not a multiple of the copy's size is refused") {
  std::vector<float4> memory(kThreads + 1);
  const float* in = &memory[0].x;
  Floats out(kThreads);
  run<misaligned_kernel>(in, out.data(), 0, 0, true);
  CHECK_ERROR(run<misaligned_kernel>(in, out.data(), 1, 0, true), "misaligned_kernel",
              "thread (0,0,0) of block (0,0,0) copies asynchronously", "test_async_copy.cpp:");
  CHECK_ERROR(run<misaligned_kernel>(in, out.data(), 0, 2, true),
              "not a multiple of the copy's size");
  // Of what is not inside nothing is read, but the instruction wants its address aligned all the
  // same.
  CHECK_ERROR(run<misaligned_kernel>(in, out.data(), 1, 0, false),
              "not a multiple of the copy's size");
}
