#pragma once
#include <cmath>

#include "core/compare.h"
#include "support/catch.h"

namespace alexnet::test {

/// Whether not one bit differs.
inline bool same_bits(ConstTensorView a, ConstTensorView b) { return compare(a, b, exact()).ok; }

/// For sums of many products whose factors were rounded to `bits` significant bits: they are off by
/// what rounding to the nearest explains, 0.6 of 2^-bits in root mean square (core/compare.h), and
/// not in one direction. A factor that was cut off instead makes sums smaller by a part of 2^-bits,
/// which the allowance for the worst element, product_of(), has room for.
inline void check_rounded_to_nearest(ConstTensorView actual, ConstTensorView expected, int bits) {
  double off = 0, along = 0, all = 0;
  for (std::int64_t i = 0; i < expected.shape.size(); ++i) {
    const double e = expected.data[i], difference = actual.data[i] - e;
    off += difference * difference;
    along += difference * e;
    all += e * e;
  }
  const double rounding = std::ldexp(1.0, -bits);
  CHECK(std::sqrt(off / all) < 0.75 * rounding);
  CHECK(std::abs(along / all) < 0.2 * rounding);
}

}  // namespace alexnet::test

#define CHECK_CLOSE(actual, expected, tolerance)                                    \
  do {                                                                              \
    const auto comparison_result = ::alexnet::compare(actual, expected, tolerance); \
    INFO(#actual << " against " << #expected << ": " << comparison_result.report);  \
    CHECK(comparison_result.ok);                                                    \
  } while (false)
