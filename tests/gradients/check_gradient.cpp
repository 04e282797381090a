#include "gradients/check_gradient.h"

#include <cmath>
#include <limits>

namespace alexnet::test {

static_assert(sizeof(Real) == 8, "a float has too few digits to take differences");

void check_gradient(const std::vector<Checked>& all, ConstTensorView y, ConstTensorView grad_y,
                    const std::function<void()>& forward) {
  const auto objective = [&] {
    forward();
    Real sum = 0;
    for (std::int64_t i = 0; i < y.shape.size(); ++i) sum += grad_y.data[i] * y.data[i];
    return sum;
  };
  // f is a sum of terms of total size `magnitude`, and is off by about eps of that. A difference
  // over 2h is off by eps / h from rounding and by h^2 from the curve's third derivative, both in
  // units of magnitude; the h that balances them is the cube root of eps, where both are h^2.
  forward();
  Real magnitude = 0;
  for (std::int64_t i = 0; i < y.shape.size(); ++i)
    magnitude += std::abs(grad_y.data[i] * y.data[i]);
  const Real h = std::cbrt(std::numeric_limits<Real>::epsilon());
  const Real allowed = 2 * h * h * magnitude;

  for (const Checked& checked : all) {
    REQUIRE(checked.value.shape == checked.gradient.shape);
    Real worst = -1, worst_numeric = 0;
    std::int64_t worst_at = 0;
    for (std::int64_t i = 0; i < checked.value.shape.size(); ++i) {
      Real& element = checked.value.data[i];
      const Real before = element;
      element = before + h;
      const Real above = objective();
      element = before - h;
      const Real below = objective();
      element = before;
      const Real numeric = (above - below) / (2 * h);
      const Real error = std::abs(numeric - checked.gradient.data[i]);
      if (!(error <= worst)) {  // NaN is the worst of all
        worst = error;
        worst_numeric = numeric;
        worst_at = i;
        if (std::isnan(error)) break;
      }
    }
    INFO(
        fmt::format("gradient of {} at element {} of {}: backward says {}, differences say {}, "
                    "off by {:.3g} of {:.3g} allowed",
                    checked.name, worst_at, to_text(checked.value.shape),
                    checked.gradient.data[worst_at], worst_numeric, worst, allowed));
    CHECK(worst <= allowed);
  }
  forward();
}

}  // namespace alexnet::test
