#include "core/half.h"

#include <bit>
#include <cmath>

namespace alexnet {
namespace {

constexpr std::uint32_t kInfinity = 0x7f800000;        // as a float's bits
constexpr std::uint32_t kFirstInfinite = 0x477ff000;   // 65520: halfway to the half after 65504
constexpr std::uint32_t kSmallestNormal = 0x38800000;  // 2^-14
constexpr std::uint32_t kBias = (127 - 15) << 10;      // a float's exponent bias less a half's
constexpr int kFewerBits = 23 - 10;                    // of the fraction

}  // namespace

std::uint16_t to_half(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = std::uint16_t(bits >> 16 & 0x8000);
  const std::uint32_t size = bits & 0x7fffffff;
  if (size > kInfinity) {
    const std::uint32_t fraction = size >> kFewerBits & 0x3ff;
    return std::uint16_t(sign | 0x7c00 | (fraction ? fraction : 0x200));  // 0 would be infinity
  }
  if (size >= kFirstInfinite) return sign | 0x7c00;
  if (size < kSmallestNormal) {  // k * 2^-24, k up to 1024 (the smallest normal half)
    const float units = std::bit_cast<float>(size) * 0x1p24f;
    return std::uint16_t(sign | std::uint16_t(std::nearbyint(units)));
  }
  // Adds half a unit of the last bit kept, or a trace less if that bit is 0, so that a tie goes to
  // even. A carry out of the fraction raises the exponent, as it should.
  const std::uint32_t even = size >> kFewerBits & 1;
  return std::uint16_t(sign | (((size + 0xfff + even) >> kFewerBits) - kBias));
}

float from_half(std::uint16_t half) {
  const std::uint32_t sign = std::uint32_t(half & 0x8000) << 16;
  const std::uint32_t size = half & 0x7fff;
  if (size >= 0x7c00) return std::bit_cast<float>(sign | kInfinity | size << kFewerBits);
  if (size >= 0x0400) return std::bit_cast<float>(sign | (size + kBias) << kFewerBits);
  return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(float(size) * 0x1p-24f));
}

}  // namespace alexnet
