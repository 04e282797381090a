#pragma once
#include <cstdint>

#include "core/host_device.h"

namespace alexnet::cuda {

/// Divides by a number that a kernel is given at launch, without a division: GPUs have no
/// instruction for it, and their substitute takes some twenty instructions. The quotient is the
/// upper half of a product with 2^32 / divisor; that factor's 33rd bit is left out, and adding n
/// makes up for it. (Granlund and Montgomery 1994, figure 4.1.)
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
