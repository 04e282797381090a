#include "core/rng.h"

#include <cmath>
#include <numbers>
#include <numeric>

#include "core/parallel.h"

namespace alexnet {
namespace {

/// FNV-1a, with the seed mixed in first: names that differ in one letter get unrelated keys.
std::uint64_t hash(std::uint64_t seed, std::string_view name) {
  std::uint64_t h = 0xcbf29ce484222325;
  const auto mix = [&](std::uint8_t byte) { h = (h ^ byte) * 0x100000001b3; };
  for (int shift = 0; shift < 64; shift += 8) mix(std::uint8_t(seed >> shift));
  for (char letter : name) mix(std::uint8_t(letter));
  return h;
}

}  // namespace

RandomStream::RandomStream(std::uint64_t seed, std::string_view name, std::uint64_t substream)
    : substream_(substream) {
  const std::uint64_t key = hash(seed, name);
  key0_ = std::uint32_t(key);
  key1_ = std::uint32_t(key >> 32);
}

// Box-Muller: a point with a uniform angle and a radius of sqrt(-2 log u) has two Gaussian
// coordinates.
std::array<float, 4> RandomStream::normals(std::uint64_t index) const {
  const RandomBlock words = block(index);
  std::array<float, 4> result;
  for (int pair = 0; pair < 4; pair += 2) {
    const float u = 1.0f - to_unit(words[pair]);  // in (0, 1]: log is finite
    const float angle = 2 * std::numbers::pi_v<float> * to_unit(words[pair + 1]);
    const float radius = std::sqrt(-2 * std::log(u));
    result[pair] = radius * std::cos(angle);
    result[pair + 1] = radius * std::sin(angle);
  }
  return result;
}

void fill_normal(TensorView dst, const RandomStream& stream, Real mean, Real stddev) {
  parallel_ranges(dst.shape.size(), 1 << 14, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; i += 4) {  // ranges begin at multiples of four
      const std::array<float, 4> four = stream.normals(std::uint64_t(i) / 4);
      for (std::int64_t j = i; j < std::min(end, i + 4); ++j)
        dst.data[j] = mean + stddev * four[j - i];
    }
  });
}

std::vector<int> random_permutation(int count, const RandomStream& stream) {
  std::vector<int> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  for (int i = count - 1; i > 0; --i)
    std::swap(order[i], order[stream.below(std::uint32_t(i) + 1, std::uint64_t(i))]);
  return order;
}

}  // namespace alexnet
