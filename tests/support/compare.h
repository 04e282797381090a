#pragma once
#include "core/compare.h"
#include "support/catch.h"

namespace alexnet::test {

/// Whether not one bit differs.
inline bool same_bits(ConstTensorView a, ConstTensorView b) { return compare(a, b, exact()).ok; }

}  // namespace alexnet::test

#define CHECK_CLOSE(actual, expected, tolerance)                                    \
  do {                                                                              \
    const auto comparison_result = ::alexnet::compare(actual, expected, tolerance); \
    INFO(#actual << " against " << #expected << ": " << comparison_result.report);  \
    CHECK(comparison_result.ok);                                                    \
  } while (false)
