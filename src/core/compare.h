#pragma once
#include <cmath>
#include <limits>
#include <string>

#include "core/tensor.h"

// The one comparator: for tests, for `alexnet check`, for benchmarks before they time anything.
namespace alexnet {

/// How far apart two numbers may be. Derived, never tuned: each has its reason in its name.
struct Tolerance {
  double in_rms = 0;  ///< allowance as a fraction of the expected values' root mean square
};

/// From 1 to the next larger float; rounding moves a number near 1 by up to half of this distance.
inline constexpr double kEpsilon = std::numeric_limits<float>::epsilon();

/// Not one bit may differ (but -0 is 0).
inline Tolerance exact() { return {0}; }
/// A sum of `terms` products in float, added in two different orders: rounding errors of eps each
/// accumulate like a random walk; the factor 4 covers the worst element of millions.
inline Tolerance sum_of(double terms) {
  return {4 * kEpsilon * (terms > 1 ? std::sqrt(terms) : 1)};
}

/// A sum of `terms` products of Gaussian numbers that are rounded to `bits` significant bits before
/// they are multiplied, each by up to 2^-bits of itself. Signs differ from term to term, so the
/// error of a sum grows as the sum itself does, and the number of terms cancels out: a product is
/// off by 0.6 of 2^-bits, root mean square, and so is a sum. Six times as much covers the worst
/// element of millions if there are many terms. A few terms together may be as large as 16 (the
/// tails of a product of Gaussian numbers fall like e^-x), and their errors grow with them.
inline Tolerance product_of(double terms, int bits = 24) {
  const double rounding = bits < 24 ? std::ldexp(1.0, -bits) : 0;
  return {sum_of(terms).in_rms + (4 + 16 / std::sqrt(terms)) * rounding};
}

/// Each number may be off by `units` units in its last place, which is most for the largest number.
/// A GPU's functions (CUDA C++ Programming Guide, "Mathematical Functions"): powf 4 units; rsqrtf,
/// tanhf and expf 2; logf 1; sums, products, quotients and square roots half a unit, as on the CPU.
Tolerance units_in_last_place(double units, ConstTensorView expected);

struct Comparison {
  bool ok;
  std::string report;    ///< the worst element: where, both values, allowance, % of it used
  double used = 0;       ///< the fraction of the allowance that the worst element used
  double allowance = 0;  ///< how far off an element may be
};

/// Checks shapes first, then NaN and Inf (allowed in neither tensor), then the worst element. On
/// the CPU.
Comparison compare(ConstTensorView actual, ConstTensorView expected, Tolerance tolerance);

}  // namespace alexnet
