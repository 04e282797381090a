#include "core/rng.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "support/compare.h"
#include "support/tensors.h"
#include "support/threads.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

constexpr int kMany = 200'000;

/// A mean of `count` draws with standard deviation `sigma` each is where it should be, to within
/// five of its own standard deviations.
bool plausible_mean(double mean, double expected, double sigma, int count = kMany) {
  return std::abs(mean - expected) < 5 * sigma / std::sqrt(double(count));
}

}  // namespace

TEST_CASE("rng: Philox4x32-10 gives the words that its authors published") {
  CHECK(philox({0, 0, 0, 0}, 0, 0) == RandomBlock{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  constexpr std::uint32_t kOnes = 0xffffffff;
  CHECK(philox({kOnes, kOnes, kOnes, kOnes}, kOnes, kOnes) ==
        RandomBlock{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0xa4093822, 0x299f31d0) ==
        RandomBlock{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("rng: a stream can be read anywhere, in words, numbers or blocks") {
  const RandomStream stream(7, "conv1a.weight", 3);
  for (std::uint64_t i : {std::uint64_t{0}, std::uint64_t{5}, std::uint64_t{1} << 40}) {
    INFO("element " << i);
    CHECK(stream.bits(i) == stream.block(i / 4)[i % 4]);
    CHECK(stream.uniform(i) == RandomStream::to_unit(stream.bits(i)));
    CHECK(stream.normal(i) == stream.normals(i / 4)[i % 4]);
  }
  CHECK(stream.block(0) != stream.block(std::uint64_t{1} << 32));  // all 64 bits count
}

TEST_CASE("rng: another seed, name or substream gives unrelated numbers") {
  const RandomStream one(1, "drop6a", 7);
  CHECK(RandomStream(1, "drop6a", 7).block(0) == one.block(0));
  const RandomStream others[] = {RandomStream(2, "drop6a", 7),
                                 RandomStream(1, "drop6b", 7),
                                 RandomStream(1, "drop6a", 8),
                                 RandomStream(1, "drop6a", 7 + (std::uint64_t{1} << 32)),
                                 RandomStream(1 + (std::uint64_t{1} << 32), "drop6a", 7),
                                 RandomStream(1, "", 7)};
  for (const RandomStream& other : others) {
    double products = 0;
    int equal_bits = 0;
    for (std::uint64_t i = 0; i < kMany; ++i) {
      products += double(one.uniform(i) - 0.5f) * (other.uniform(i) - 0.5f);
      equal_bits += (one.bits(i) & 1) == (other.bits(i) & 1);
    }
    CHECK(plausible_mean(products / kMany, 0, 1.0 / 12));
    CHECK(plausible_mean(double(equal_bits) / kMany, 0.5, 0.5));
  }
}

TEST_CASE("rng: uniform numbers fill the range from 0 to 1 evenly, without 1") {
  constexpr int kBins = 64;
  const RandomStream stream(1, "uniform");
  std::vector<int> histogram(kBins);
  for (std::uint64_t i = 0; i < kMany; ++i) {
    const float u = stream.uniform(i);
    REQUIRE((u >= 0 && u < 1));
    ++histogram[int(u * kBins)];
  }
  const double p = 1.0 / kBins;
  for (int count : histogram)
    CHECK(plausible_mean(double(count) / kMany, p, std::sqrt(p * (1 - p))));
  CHECK(RandomStream::to_unit(0) == 0);
  CHECK(RandomStream::to_unit(0xffffffff) == 1 - 0x1p-24f);
}

TEST_CASE("rng: whole numbers below a bound come equally often") {
  const RandomStream stream(1, "below");
  for (std::uint32_t bound : {1u, 2u, 7u, 33u}) {
    std::vector<int> histogram(bound);
    for (std::uint64_t i = 0; i < kMany; ++i) {
      const std::uint32_t value = stream.below(bound, i);
      REQUIRE(value < bound);
      ++histogram[value];
    }
    const double p = 1.0 / bound;
    for (int count : histogram)
      CHECK((count == kMany || plausible_mean(double(count) / kMany, p, std::sqrt(p * (1 - p)))));
  }
}

TEST_CASE("rng: normal numbers have mean 0, variance 1 and the tails of the bell curve") {
  const RandomStream stream(1, "normal");
  double sum = 0, squares = 0, neighbours = 0;
  int beyond_two = 0;
  for (std::uint64_t i = 0; i < kMany; ++i) {
    const double z = stream.normal(i);
    REQUIRE(std::isfinite(z));
    sum += z;
    squares += z * z;
    neighbours += z * stream.normal(i + 1);
    beyond_two += std::abs(z) > 2;
  }
  CHECK(plausible_mean(sum / kMany, 0, 1));
  CHECK(plausible_mean(squares / kMany, 1, std::sqrt(2.0)));
  CHECK(plausible_mean(neighbours / kMany, 0, 1));
  const double p = 1 - std::erf(std::sqrt(2.0));  // 4.55%
  CHECK(plausible_mean(double(beyond_two) / kMany, p, std::sqrt(p * (1 - p))));
}

TEST_CASE("rng: a sequence reads its stream from the beginning") {
  const RandomStream stream(1, "sequence");
  RandomSequence sequence(stream);
  CHECK(sequence.uniform() == stream.uniform(0));
  CHECK(sequence.uniform(10, 20) == 10 + 10 * stream.uniform(1));
  CHECK(sequence.below(6) == int(stream.below(6, 2)));
  CHECK(sequence.chance(0.5f) == (stream.uniform(3) < 0.5f));
  CHECK(sequence.normal() == stream.normal((std::uint64_t{1} << 62) + 4));
}

TEST_CASE("rng: a tensor is filled with the stream's normal numbers, for any number of threads") {
  const RandomStream stream(1, "fill");
  for (int size : {1, 2, 3, 4, 5, 16383, 16384, 16385, 50001})
    for (int threads : kThreadCounts) {
      INFO(size << " numbers, " << threads << " threads");
      const WithThreads with(threads);
      Output filled(Shape::vector(size));
      fill_normal(filled, stream, 3, 2);
      Tensor expected("expected", Shape::vector(size));
      for (int i = 0; i < size; ++i) expected.data()[i] = 3 + 2 * stream.normal(std::uint64_t(i));
      CHECK_CLOSE(filled, expected, exact());
    }
}

TEST_CASE("rng: a permutation holds every number once, and another stream orders them otherwise") {
  for (int count : {0, 1, 2, 3, 1000}) {
    INFO(count);
    std::vector<int> order = random_permutation(count, RandomStream(1, "order"));
    CHECK(order == random_permutation(count, RandomStream(1, "order")));
    std::sort(order.begin(), order.end());
    for (int i = 0; i < count; ++i) CHECK(order[i] == i);
    CHECK(int(order.size()) == count);
  }
  CHECK(random_permutation(1000, RandomStream(1, "order", 0)) !=
        random_permutation(1000, RandomStream(1, "order", 1)));
}

TEST_CASE("rng: every order of three is as likely as any other") {
  constexpr int kDraws = 30'000;
  std::map<std::vector<int>, int> times;
  for (int i = 0; i < kDraws; ++i)
    ++times[random_permutation(3, RandomStream(1, "order", std::uint64_t(i)))];
  REQUIRE(times.size() == 6);
  for (const auto& [order, count] : times)
    CHECK(plausible_mean(double(count) / kDraws, 1.0 / 6, std::sqrt(5.0) / 6, kDraws));
}
