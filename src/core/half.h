#pragma once
#include <cstdint>

// Half precision, IEEE 754's binary16, which makes files half as large as floats do: a sign bit, 5
// bits of exponent, 10 of fraction.
//
//     exponent 1 ... 30    (1 + fraction / 1024) * 2^(exponent - 15)    6.1e-5 ... 65504
//     exponent 0           fraction * 2^-24                             0, and down to 6.0e-8
//     exponent 31          infinity if the fraction is 0, else not a number (NaN)
//
// Eleven significant bits: a normal number is off by at most 2^-11 of itself.
namespace alexnet {

/// The largest finite half.
inline constexpr float kLargestHalf = 65504;

/// The nearest half; of two that are equally near, the one whose last bit is 0. From 65520 on that
/// is infinity. NaN stays NaN, with as much of its fraction as fits.
std::uint16_t to_half(float value);
/// Exact: every half is a float.
float from_half(std::uint16_t half);

}  // namespace alexnet
