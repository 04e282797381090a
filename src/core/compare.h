#pragma once
#include <cmath>
#include <limits>
#include <string>

#include "core/tensor.h"

// The one comparator: of tests, of `alexnet check`, of benchmarks before they time anything.
namespace alexnet {

/// How far apart two numbers may be. Derived, never tuned: each has its reason in its name.
struct Tolerance {
  double in_rms = 0;  ///< allowance as a part of the expected values' root mean square
};

/// From 1 to the next larger float: half of it is how far rounding moves a number near 1.
inline constexpr double kEpsilon = std::numeric_limits<float>::epsilon();

/// Not one bit.
inline Tolerance exact() { return {0}; }
/// A sum of `terms` products in float, in two different orders: rounding errors of eps each add up
/// like a random walk; the factor 4 covers the worst element of millions.
inline Tolerance sum_of(double terms) {
  return {4 * kEpsilon * (terms > 1 ? std::sqrt(terms) : 1)};
}

/// A sum of `terms` products of Gaussian numbers that are rounded to so many significant bits
/// before they are multiplied, each by up to 2^-bits of itself. Signs differ from term to term, so
/// the errors of a sum grow as it does itself and the number of terms cancels out: a product is off
/// by 0.6 of 2^-bits, root mean square, and so is a sum. Six times as much covers the worst element
/// of millions where terms are many. A few terms may be as large as 16 together (the tails of a
/// product of Gaussian numbers fall like e^-x), and their errors with them.
inline Tolerance product_of(double terms, int bits = 24) {
  const double rounding = bits < 24 ? std::ldexp(1.0, -bits) : 0;
  return {sum_of(terms).in_rms + (4 + 16 / std::sqrt(terms)) * rounding};
}

/// Each number off by as many units in its last place; for the largest of them that is the most.
/// Functions of a GPU (CUDA C++ Programming Guide, "Mathematical Functions"): powf 4 units, rsqrtf,
/// tanhf and expf 2, logf 1; sums, products, quotients and square roots half a unit, as on the CPU.
Tolerance units_in_last_place(double units, ConstTensorView expected);

struct Comparison {
  bool ok;
  std::string report;    ///< the worst element: where, both values, allowance, % of it used
  double used = 0;       ///< the part of the allowance that the worst element took
  double allowance = 0;  ///< how far off an element may be
};

/// Shapes first, then NaN and Inf (never allowed, in neither), then the worst element. On the CPU.
Comparison compare(ConstTensorView actual, ConstTensorView expected, Tolerance tolerance);

}  // namespace alexnet
