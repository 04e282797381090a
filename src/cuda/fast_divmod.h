#pragma once
#include <cstdint>

#include "core/host_device.h"

namespace alexnet::cuda {

/// Divides by a number d that a kernel is given at launch, without a division: GPUs have no
/// instruction for it, and their substitute takes some twenty instructions. Instead,
///
///     n / d = n * m >> (32 + s),   where m = floor(2^(32 + s) / d) + 1   and   2^s >= d
///
/// m has 33 bits. The highest, 2^32, is left out; adding n to the upper half of the product makes
/// up for it. For d = 27: s = 5, m = 5,090,331,611, of which 795,364,315 is kept. Then 1000 / 27 is
/// (1000 * 795,364,315 >> 32) + 1000 = 185 + 1000, and 1185 >> 5 = 37. (Granlund and Montgomery
/// 1994, figure 4.1.)
class FastDivmod {
 public:
  /// For 0 <= n < 2^31.
  FastDivmod(int divisor) : divisor_(divisor) {
    while ((std::uint64_t{1} << shift_) < std::uint64_t(divisor)) ++shift_;
    const std::uint64_t excess = (std::uint64_t{1} << shift_) - std::uint64_t(divisor);
    multiplier_ = std::uint32_t((excess << 32) / std::uint64_t(divisor) + 1);
  }

  ALEXNET_HOST_DEVICE int quotient(int n) const {
    const auto high = std::uint32_t(std::uint64_t{multiplier_} * std::uint32_t(n) >> 32);
    return int((high + std::uint32_t(n)) >> shift_);
  }

  struct Result {
    int quotient, remainder;
  };
  /// For a position in a map, divided by the width of its rows: the row and the column.
  ALEXNET_HOST_DEVICE Result operator()(int n) const {
    const int q = quotient(n);
    return {q, n - q * divisor_};
  }

 private:
  int divisor_;
  int shift_ = 0;
  std::uint32_t multiplier_;
};

}  // namespace alexnet::cuda
