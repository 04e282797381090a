#pragma once
#include <string>

#include "core/tensor.h"
#include "support/catch.h"

// The one comparator of all tests.
namespace alexnet::test {

/// How far apart two numbers may be. Derived, never tuned: each has its reason in its name.
struct Tolerance {
  double in_rms = 0;  ///< allowance as a part of the expected values' root mean square
};

/// Not one bit.
inline Tolerance exact() { return {0}; }
/// A sum of `terms` products in float, in two different orders: rounding errors of eps each add up
/// like a random walk; the factor 4 covers the worst element of millions.
inline Tolerance sum_of(double terms) {
  return {4 * 1.1920929e-7 * (terms > 1 ? std::sqrt(terms) : 1)};
}

struct Comparison {
  bool ok;
  std::string report;  ///< the worst element: where, both values, allowance, % of it used
};

/// Shapes first, then NaN and Inf (never allowed, in neither), then the worst element.
Comparison compare(ConstTensorView actual, ConstTensorView expected, Tolerance tolerance);

}  // namespace alexnet::test

#define CHECK_CLOSE(actual, expected, tolerance)                                          \
  do {                                                                                    \
    const auto comparison_result = ::alexnet::test::compare(actual, expected, tolerance); \
    INFO(#actual << " against " << #expected << ": " << comparison_result.report);        \
    CHECK(comparison_result.ok);                                                          \
  } while (false)
