// Asynchronous copies: does the simulator notice a kernel that does not wait for them?
// (test_primitives.cpp tests whether they arrive.)
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

/// first, first + 1, ...
struct Floats {
  explicit Floats(int count, float first = 0) : values(std::size_t(count)) {
    std::iota(values.begin(), values.end(), first);
  }
  float* data() { return values.data(); }
  float operator[](int i) const { return values[std::size_t(i)]; }
  std::vector<float> values;
};

/// What the two groups hold after a wait for all but one, and the second after a wait for all.
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

}  // namespace

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
  Floats next(3 * kThreads);  // and the next launch starts afresh
  run<groups_kernel>(from, next.data());
  CHECK(next[2 * kThreads] == in[0]);
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
  // Nothing outside is read, but the instruction wants an aligned address all the same.
  CHECK_ERROR(run<misaligned_kernel>(in, out.data(), 1, 0, false),
              "not a multiple of the copy's size");
}
