#include "core/compare.h"

#include <limits>

#include "support/catch.h"

using namespace alexnet;

namespace {

constexpr double kEps = std::numeric_limits<Real>::epsilon();

/// One number among many zeros: its last place exceeds the error that a sum of few terms may have.
Tensor one_large() {
  Tensor tensor("one large", Shape::vector(10000));
  tensor.data()[7] = 1000;
  return tensor;
}

}  // namespace

TEST_CASE("compare: tells the allowance of which a part is used, whatever it comes from") {
  const Tensor expected = one_large();
  Tensor actual = expected.to(Device::cpu());
  actual.data()[7] = std::nextafter(actual.data()[7], Real(2000));
  const double error = double(actual.data()[7]) - 1000;
  const Comparison floor = compare(actual, expected, sum_of(1));  // root mean square: 10
  CHECK(floor.ok);
  CHECK(floor.allowance == kEps * 1000);
  CHECK(floor.used == error / floor.allowance);
  const Comparison sums = compare(actual, expected, sum_of(1e6));
  CHECK(std::abs(sums.allowance / (4 * 0x1p-23 * 1000 * 10) - 1) < 1e-6);
  CHECK(sums.used == error / sums.allowance);
  const Comparison bits = compare(actual, expected, exact());
  CHECK_FALSE(bits.ok);
  CHECK(bits.allowance == 0);
  CHECK(std::isinf(bits.used));
}

TEST_CASE("compare: NaN and Inf fail under any tolerance") {
  const Tensor expected = one_large();
  Tensor actual = expected.to(Device::cpu());
  actual.data()[3] = std::numeric_limits<Real>::quiet_NaN();
  const Comparison comparison = compare(actual, expected, {1e9});
  CHECK_FALSE(comparison.ok);
  CHECK(std::isinf(comparison.used));
  CHECK(comparison.allowance == compare(expected, expected, {1e9}).allowance);
}
