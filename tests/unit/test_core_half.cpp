#include "core/half.h"

#include <bit>
#include <cmath>
#include <limits>

#include "support/catch.h"

using namespace alexnet;

namespace {

bool is_nan(std::uint16_t half) { return (half & 0x7fff) > 0x7c00; }

/// The value of a half by the standard's formula.
double by_formula(std::uint16_t half) {
  const int exponent = half >> 10 & 31, fraction = half & 1023;
  const double size = exponent == 31  ? std::numeric_limits<double>::infinity()
                      : exponent == 0 ? std::ldexp(fraction, -24)
                                      : std::ldexp(1024 + fraction, exponent - 25);
  return half & 0x8000 ? -size : size;
}

}  // namespace

TEST_CASE("half: each of the 65536 is the float that the formula says, and comes back") {
  int wrong = 0;
  for (int i = 0; i < 65536; ++i) {
    const auto half = std::uint16_t(i);
    const float value = from_half(half);
    const bool right =
        is_nan(half) ? std::isnan(value)
                     : value == by_formula(half) && std::signbit(value) == ((half & 0x8000) != 0);
    wrong += !right || to_half(value) != half;
  }
  CHECK(wrong == 0);
}

TEST_CASE("half: between any two neighbours the nearer is taken, and in the middle the even one") {
  int wrong = 0;
  for (int i = 0; i < 0x7c00; ++i) {  // the upper neighbour of the last is infinity
    const auto low = std::uint16_t(i), high = std::uint16_t(i + 1), even = i % 2 ? high : low;
    // For the last one: what the next half would be if there were larger exponents.
    const float above = high == 0x7c00 ? 65536.0f : from_half(high);
    const float middle = (from_half(low) + above) / 2;  // exact: a float has enough digits
    const float before = std::nextafter(middle, 0.0f);
    const float after = std::nextafter(middle, std::numeric_limits<float>::infinity());
    wrong += to_half(before) != low || to_half(middle) != even || to_half(after) != high;
    wrong += to_half(-before) != (low | 0x8000) || to_half(-middle) != (even | 0x8000) ||
             to_half(-after) != (high | 0x8000);
  }
  CHECK(wrong == 0);
}

TEST_CASE("half: the ends of the range") {
  constexpr float kInf = std::numeric_limits<float>::infinity();
  CHECK(from_half(to_half(kLargestHalf)) == kLargestHalf);
  CHECK(to_half(65519.996f) == 0x7bff);
  CHECK(to_half(65520) == 0x7c00);
  CHECK(to_half(std::numeric_limits<float>::max()) == 0x7c00);
  CHECK(to_half(kInf) == 0x7c00);
  CHECK(to_half(-kInf) == 0xfc00);
  CHECK(to_half(0x1p-24f) == 1);
  CHECK(to_half(0x1p-25f) == 0);  // halfway between 0 and 1 unit
  CHECK(to_half(std::numeric_limits<float>::denorm_min()) == 0);
  CHECK(to_half(-0.0f) == 0x8000);
  // A NaN whose fraction lies in the bits that are dropped stays one.
  CHECK(is_nan(to_half(std::bit_cast<float>(0x7f800001u))));
  CHECK(is_nan(to_half(std::numeric_limits<float>::quiet_NaN())));
}
