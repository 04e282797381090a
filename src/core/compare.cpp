#include "core/compare.h"

#include <algorithm>

namespace alexnet {
namespace {

std::string place(const Shape& s, std::int64_t i) {
  const std::int64_t x = i % s.w, y = i / s.w % s.h, c = i / s.map_size() % s.c;
  return fmt::format("(n={}, c={}, y={}, x={})", i / s.image_size(), c, y, x);
}

/// How large a tensor's numbers are.
struct Magnitude {
  double largest = 0, rms = 0;

  explicit Magnitude(ConstTensorView x) {
    double squares = 0;
    for (const double value : x.values()) {
      largest = std::max(largest, std::abs(value));
      squares += value * value;
    }
    rms = std::sqrt(squares / double(x.shape.size()));
  }
};

/// How far off an element may be.
double allowance_of(Tolerance tolerance, ConstTensorView expected) {
  const Magnitude magnitude(expected);
  const double allowance = tolerance.in_rms * magnitude.rms;
  // Where errors are allowed at all: each result is rounded by up to half a unit in its last place.
  return allowance > 0 ? std::max(allowance, kEpsilon * magnitude.largest) : allowance;
}

}  // namespace

Tolerance units_in_last_place(double units, ConstTensorView expected) {
  const Magnitude magnitude(expected);
  if (magnitude.largest == 0) return exact();
  return {units * kEpsilon * magnitude.largest / magnitude.rms};
}

Comparison compare(ConstTensorView actual, ConstTensorView expected, Tolerance tolerance) {
  if (actual.shape != expected.shape)
    return {false,
            fmt::format("shape {}, expected {}", to_text(actual.shape), to_text(expected.shape)),
            INFINITY};
  const std::int64_t size = expected.shape.size();
  const double allowance = allowance_of(tolerance, expected);
  for (std::int64_t i = 0; i < size; ++i) {
    const double a = actual.data[i], e = expected.data[i];
    if (!std::isfinite(a) || !std::isfinite(e))
      return {false, fmt::format("{}: {}, expected {}", place(expected.shape, i), a, e), INFINITY,
              allowance};
  }
  double worst = -1;
  std::int64_t worst_at = 0;
  for (std::int64_t i = 0; i < size; ++i) {
    const double error = std::abs(double(actual.data[i]) - double(expected.data[i]));
    if (error > worst) {
      worst = error;
      worst_at = i;
    }
  }
  const double used = allowance > 0 ? worst / allowance : (worst > 0 ? INFINITY : 0);
  const std::string part = std::isfinite(used) ? fmt::format(" ({:.0f}%)", 100 * used) : "";
  return {worst <= allowance,
          fmt::format("worst at {}: {}, expected {}, off by {:.3g} of {:.3g} allowed{}",
                      place(expected.shape, worst_at), actual.data[worst_at],
                      expected.data[worst_at], worst, allowance, part),
          used, allowance};
}

}  // namespace alexnet
