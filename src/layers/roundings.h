#pragma once
#include <cmath>

#include "layers/lrn/lrn.h"
#include "layers/lrn_within_channel/lrn_within_channel.h"

// How far apart two ways to compute an op may be (two rungs, or a GPU and the CPU), in units in the
// last place, derived from the functions and sums that round (core/compare.h). For tests,
// benchmarks and `alexnet check`. Sums of products have sum_of() and product_of(); ops that only
// compare, choose and copy are exact, and so is average pooling, whose sums have one order.
namespace alexnet {

/// x / d^beta: d is the same sum in the same order, give or take a rounding. Then comes a power,
/// off by one unit on the CPU and by four on a GPU; or two rsqrtf and two products, off by six; or
/// Newton's method, which ends in a handful of roundings; and then products.
constexpr double lrn_roundings() { return 8; }
/// The gradient adds a sum over the neighbours, three more roundings for each, of what was divided
/// by d: on a GPU, a product of two rsqrtf, off by five.
constexpr double lrn_gradient_roundings(const LrnParams& p) { return 8 + 5 + 3 * p.size; }

/// Two powers, a product, and sums over the window in the same order, except that a GPU rounds a
/// product and its sum together: half a unit for each pixel, like a random walk.
constexpr double lrn_within_channel_roundings(const LrnWithinChannelParams& p) {
  return 8 + 2 * p.size;
}

/// Two tanh, each off by two units at most; or a product and a sum in one rounding instead of two.
constexpr double tanh_roundings() { return 4; }

/// An exponential is off by two units, and where its argument is large, also by what the argument's
/// own rounding amounts to; then come a sum over the classes, in another order, and a division.
inline double softmax_roundings(int classes) { return 4 * std::sqrt(classes + 8); }

/// Four products and sums, each off by half a unit; a GPU rounds some of them together.
constexpr double sgd_roundings() { return 4; }

}  // namespace alexnet
