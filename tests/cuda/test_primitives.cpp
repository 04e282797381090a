// Single instructions of a GPU, and what the simulator makes of them: is every element of a product
// where the tables say, how are factors rounded, do asynchronous copies arrive?
#include <cmath>
#include <numeric>

#include "core/rng.h"
#include "cuda/primitives.h"
#include "support/on_device.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// Skips a test on a GPU without tensor cores for tf32 and bf16.
#define NEEDS_TENSOR_CORES()                          \
  NEEDS_DEVICE();                                     \
  if (!cuda::can_multiply(kDevice.index, Math::bf16)) \
  SKIP_TEST("the device has no tensor cores for tf32 and bf16")

using Floats = std::vector<float>;
using Round = void (*)(const cuda::Stream&, const float*, float*, int);

/// Rounds on the device; a part at a time, because a block may have only so many threads.
Floats rounded(Round round, const Floats& x) {
  Floats all;
  const cuda::Stream stream(kDevice.index);
  for (std::size_t first = 0; first < x.size(); first += 512) {
    const Floats some(x.begin() + std::ptrdiff_t(first),
                      x.begin() + std::ptrdiff_t(std::min(x.size(), first + 512)));
    const auto in = on_device(some);
    cuda::DeviceArray<float> out(kDevice.index, some.size());
    round(stream, in.data(), out.data(), int(some.size()));
    stream.synchronize();
    const Floats result = fetch(out);
    all.insert(all.end(), result.begin(), result.end());
  }
  return all;
}

float one_rounded(Round round, float x) { return rounded(round, {x})[0]; }

/// One of the two kinds of products.
struct Product {
  const char* name;
  int k;  // columns of A, rows of B
  Round round;
  void (*multiply)(const cuda::Stream&, int warps, const float* a, const float* b, float* d);
};
const Product kProducts[] = {{"tf32", 8, round_to_tf32, multiply_tf32},
                             {"bf16", 16, round_to_bf16, multiply_bf16}};

Floats random_floats(const char* name, int count) {
  const RandomStream random(1, name);
  Floats values(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = random.normal(i);
  return values;
}

/// Runs the product and compares it with a plain one of the rounded factors. Products of rounded
/// factors are exact, so only their sums round: a GPU adds in an order of its own, and cuts off
/// what lies below the last place of the largest summand.
void check(const Product& product, int warps, const Floats& a, const Floats& b, const Floats& d) {
  const Floats a_rounded = rounded(product.round, a), b_rounded = rounded(product.round, b);
  const auto in_a = on_device(a), in_b = on_device(b);
  auto in_d = on_device(d);
  const cuda::Stream stream(kDevice.index);
  product.multiply(stream, warps, in_a.data(), in_b.data(), in_d.data());
  stream.synchronize();
  const Floats result = fetch(in_d);
  const int k_count = product.k;
  for (int i = 0; i < int(result.size()); ++i) {
    const int w = i / 128, row = i / 8 % 16, column = i % 8;
    double sum = d[std::size_t(i)], largest = std::abs(sum);
    for (int twice = 0; twice < 2; ++twice)
      for (int k = 0; k < k_count; ++k) {
        const double term = double(a_rounded[std::size_t((w * 16 + row) * k_count + k)]) *
                            double(b_rounded[std::size_t((w * k_count + k) * 8 + column)]);
        sum += term;
        largest = std::max({largest, std::abs(term), std::abs(sum)});
      }
    const double allowed = 2 * (k_count + 1) * kEpsilon * largest;
    if (!(std::abs(result[std::size_t(i)] - sum) <= allowed)) {
      INFO("element " << i << ": " << result[std::size_t(i)] << " for " << sum);
      CHECK(false);
      return;
    }
  }
}

/// The number in row `row` and column `column` of a matrix; no two are equal.
unsigned numbered(int warp, int matrix, int row, int column) {
  return unsigned(((warp * 4 + matrix) * 8 + row) * 8 + column) * 61;
}

}  // namespace

TEST_CASE("primitives on a device: tf32 is rounded to the nearest, halves away from zero") {
  NEEDS_TENSOR_CORES();
  constexpr float kStep = 1.0f / 1024;
  const auto through = [](float x) { return one_rounded(round_to_tf32, x); };
  CHECK(through(1.0f) == 1.0f);
  CHECK(through(1 + 0.49f * kStep) == 1.0f);
  CHECK(through(1 + 0.5f * kStep) == 1 + kStep);
  CHECK(through(1 + 1.5f * kStep) == 1 + 2 * kStep);
  CHECK(through(-1 - 0.5f * kStep) == -1 - kStep);
  CHECK(through(0.0f) == 0.0f);
  CHECK(std::isinf(through(std::numeric_limits<float>::infinity())));
  CHECK(std::isinf(through(std::numeric_limits<float>::max())));
  CHECK(std::isnan(through(std::numeric_limits<float>::quiet_NaN())));
}

TEST_CASE("primitives on a device: bf16 is rounded to the nearest, halves to even, in pairs") {
  NEEDS_TENSOR_CORES();
  constexpr float kStep = 1.0f / 128;
  const auto through = [](float x) { return one_rounded(round_to_bf16, x); };
  CHECK(through(1.0f) == 1.0f);
  CHECK(through(1 + 0.49f * kStep) == 1.0f);
  CHECK(through(1 + 0.5f * kStep) == 1.0f);
  CHECK(through(1 + 0.51f * kStep) == 1 + kStep);
  CHECK(through(1 + 1.5f * kStep) == 1 + 2 * kStep);
  CHECK(std::isinf(through(std::numeric_limits<float>::max())));
  CHECK(std::isnan(through(std::numeric_limits<float>::quiet_NaN())));
  CHECK(rounded(round_to_bf16, {1.0f, 2.0f}) == Floats{1.0f, 2.0f});  // the pair keeps its order
}

TEST_CASE("primitives on a device: products of random matrices, several warps") {
  NEEDS_TENSOR_CORES();
  for (const Product& product : kProducts)
    for (int warps : {1, 4})
      in_every_thread_order([&] {
        INFO(product.name << ", " << warps << " warps");
        check(product, warps, random_floats("a", warps * 16 * product.k),
              random_floats("b", warps * 8 * product.k), random_floats("d", warps * 16 * 8));
      });
}

TEST_CASE("primitives on a device: a single 1 in A, then in B, finds every element's place") {
  NEEDS_TENSOR_CORES();
  for (const Product& product : kProducts) {
    INFO(product.name);
    const Floats d(16 * 8, 0);
    const Floats a = random_floats("a", 16 * product.k), b = random_floats("b", 8 * product.k);
    for (std::size_t i = 0; i < a.size(); ++i) {
      INFO("element " << i << " of A");
      Floats one_hot(a.size(), 0);
      one_hot[i] = 1;
      check(product, 1, one_hot, b, d);
    }
    for (std::size_t i = 0; i < b.size(); ++i) {
      INFO("element " << i << " of B");
      Floats one_hot(b.size(), 0);
      one_hot[i] = 1;
      check(product, 1, a, one_hot, d);
    }
  }
}

TEST_CASE("primitives on a device: matrices from shared memory reach the lanes of the table") {
  NEEDS_DEVICE();
  constexpr int kWarps = 4;
  std::vector<std::uint32_t> matrices;
  for (int warp = 0; warp < kWarps; ++warp)
    for (int row = 0; row < 32; ++row)
      for (int pair = 0; pair < 4; ++pair)
        matrices.push_back(numbered(warp, row / 8, row % 8, 2 * pair) |
                           numbered(warp, row / 8, row % 8, 2 * pair + 1) << 16);
  const auto in = on_device(matrices);
  const cuda::Stream stream(kDevice.index);
  for (const bool transposed : {false, true})
    in_every_thread_order([&] {
      INFO("transposed: " << transposed);
      cuda::DeviceArray<std::uint32_t> registers(kDevice.index, matrices.size());
      load_matrices(stream, kWarps, transposed, in.data(), registers.data());
      stream.synchronize();
      const std::vector<std::uint32_t> out = fetch(registers);
      for (int i = 0; i < int(out.size()); ++i) {
        const int warp = i / 128, lane = i / 4 % 32, g = lane / 4, t = lane % 4;
        const unsigned low =
            transposed ? numbered(warp, i % 4, 2 * t, g) : numbered(warp, i % 4, g, 2 * t);
        const unsigned high =
            transposed ? numbered(warp, i % 4, 2 * t + 1, g) : numbered(warp, i % 4, g, 2 * t + 1);
        CHECK(out[std::size_t(i)] == (low | high << 16));
      }
    });
}

TEST_CASE("primitives on a device: copies of 4, 8, 16 bytes arrive, and zeros where nothing is") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  for (const int bytes : {4, 8, 16}) {
    const int size = kCopyThreads * bytes / 4;
    Floats values(static_cast<std::size_t>(size));
    std::iota(values.begin(), values.end(), 1.0f);
    const auto in = on_device(values);
    for (const int count : {0, bytes / 4, size / 2, size})
      in_every_thread_order([&] {
        INFO(bytes << " bytes, " << count << " floats");
        cuda::DeviceArray<float> copied(kDevice.index, values.size());
        copy_from_neighbours(stream, bytes, in.data(), copied.data(), count);
        stream.synchronize();
        const Floats out = fetch(copied);
        for (int i = 0; i < size; ++i) {
          const int source = (i + bytes / 4) % size;
          CHECK(out[std::size_t(i)] == (source < count ? values[std::size_t(source)] : 0.0f));
        }
      });
  }
}

TEST_CASE("primitives on a device: three tiles in turn") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  for (const int tiles : {1, 2, 3, 10}) {
    Floats values(std::size_t(tiles * kCopyThreads));
    std::iota(values.begin(), values.end(), 0.0f);
    const auto in = on_device(values);
    in_every_thread_order([&] {
      INFO(tiles << " tiles");
      cuda::DeviceArray<float> sums(kDevice.index, kCopyThreads);
      sum_in_a_pipeline(stream, in.data(), sums.data(), tiles);
      stream.synchronize();
      const Floats found = fetch(sums);
      for (int t = 0; t < kCopyThreads; ++t) {
        float expected = 0;
        for (int i = 0; i < tiles; ++i)
          expected += values[std::size_t(i * kCopyThreads + (t + 1) % kCopyThreads)];
        CHECK(found[std::size_t(t)] == expected);
      }
    });
  }
}
