#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/host_device.h"
#include "core/tensor.h"

// Random numbers by counting.
//
// An ordinary generator has hidden state that every draw changes; what it returns depends on who
// drew before. Here a number is a pure function of (seed, name, substream, index). So threads need
// no order, a run can be resumed in the middle, and a dropout mask is never stored: the backward
// pass, or a GPU, computes it again.
namespace alexnet {

using RandomBlock = std::array<std::uint32_t, 4>;

/// Philox4x32-10: ten rounds that scramble a 128-bit counter with a 64-bit key.
/// (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", 2011.)
ALEXNET_HOST_DEVICE constexpr RandomBlock philox(RandomBlock counter, std::uint32_t key0,
                                                 std::uint32_t key1) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t product1 = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {std::uint32_t(product1 >> 32) ^ counter[1] ^ key0, std::uint32_t(product1),
               std::uint32_t(product0 >> 32) ^ counter[3] ^ key1, std::uint32_t(product0)};
    key0 += 0x9E3779B9;  // the golden ratio; on the next line, sqrt(3) - 1
    key1 += 0xBB67AE85;
  }
  return counter;
}

/// A named, endless list of random numbers with random access.
///
///     RandomStream mask(seed, "drop6a", iteration);
///     bool keep = mask.uniform(i) < 0.5f;
class RandomStream {
 public:
  /// Streams that differ in seed, name or substream (image, iteration ...) have nothing in common.
  RandomStream(std::uint64_t seed, std::string_view name, std::uint64_t substream = 0);

  /// Four words of 32 random bits.
  ALEXNET_HOST_DEVICE RandomBlock block(std::uint64_t index) const {
    return philox({std::uint32_t(index), std::uint32_t(index >> 32), std::uint32_t(substream_),
                   std::uint32_t(substream_ >> 32)},
                  key0_, key1_);
  }
  /// Element i of the list of 32-bit words.
  ALEXNET_HOST_DEVICE std::uint32_t bits(std::uint64_t i) const { return block(i / 4)[i % 4]; }
  /// Uniform on [0, 1): one of 2^24 evenly spaced values.
  ALEXNET_HOST_DEVICE float uniform(std::uint64_t i) const { return to_unit(bits(i)); }
  /// Uniform on {0 ... bound - 1}.
  ALEXNET_HOST_DEVICE std::uint32_t below(std::uint32_t bound, std::uint64_t i) const {
    return std::uint32_t((std::uint64_t{bits(i)} * bound) >> 32);
  }
  /// Gaussian with mean 0 and standard deviation 1. Made from the same words as uniform(i) and its
  /// neighbours: use one list or the other, or indices far apart.
  float normal(std::uint64_t i) const { return normals(i / 4)[i % 4]; }
  /// Elements 4 * index ... 4 * index + 3 of the Gaussian list.
  std::array<float, 4> normals(std::uint64_t index) const;

  ALEXNET_HOST_DEVICE static constexpr float to_unit(std::uint32_t bits) {
    return float(bits >> 8) * 0x1p-24f;
  }

 private:
  std::uint32_t key0_, key1_;
  std::uint64_t substream_;
};

/// Reads a stream from its beginning, for code that draws one number after another.
class RandomSequence {
 public:
  explicit RandomSequence(RandomStream stream) : stream_(stream) {}
  float uniform() { return stream_.uniform(next_++); }
  float uniform(float low, float high) { return low + (high - low) * uniform(); }
  int below(int bound) { return int(stream_.below(std::uint32_t(bound), next_++)); }
  bool chance(float probability) { return uniform() < probability; }
  /// From far along the stream: the words nearby are used for the uniform numbers.
  float normal() { return stream_.normal((std::uint64_t{1} << 62) + next_++); }

 private:
  RandomStream stream_;
  std::uint64_t next_ = 0;
};

/// Fills with Gaussian numbers: element i is mean + stddev * stream.normal(i).
void fill_normal(TensorView dst, const RandomStream& stream, Real mean, Real stddev);

/// 0 ... count - 1 in random order (Fisher-Yates).
std::vector<int> random_permutation(int count, const RandomStream& stream);

}  // namespace alexnet
