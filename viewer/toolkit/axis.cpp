#include "viewer/toolkit/axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/with_commas.h"

namespace alexnet::viewer {
namespace {

/// The smallest of 1, 2, 5, 10 times a power of ten that is not below `value`.
double round_up(double value) {
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double digit : {1.0, 2.0, 5.0})
    if (digit * power >= value * (1 - 1e-9)) return digit * power;
  return 10 * power;
}

/// The largest of these that is not above it.
double round_down(double value) {
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double digit : {5.0, 2.0})
    if (digit * power <= value * (1 + 1e-9)) return digit * power;
  return power;
}

}  // namespace

double Axis::share(double value) const {
  if (!logarithmic) return (value - low) / (high - low);
  return std::log(std::max(value, low) / low) / std::log(high / low);
}

double Axis::at(double share) const {
  return logarithmic ? low * std::pow(high / low, share) : low + share * (high - low);
}

Axis axis_around(double smallest, double largest, bool logarithmic) {
  if (!(largest > 0) || std::isinf(largest)) return {0, 1, false};
  if (!logarithmic) {
    const double step = round_up(largest / 5);
    return {0, step * std::ceil(largest / step * (1 - 1e-9)), false};
  }
  const double low = smallest > 0 ? std::max(smallest, largest * 1e-6) : largest * 1e-3;
  Axis axis{round_down(low), round_up(largest), true};
  if (axis.low == axis.high) axis.low /= 2;
  return axis;
}

std::vector<double> ticks(const Axis& axis, int count) {
  std::vector<double> result;
  if (!axis.logarithmic) {
    const double step = round_up((axis.high - axis.low) / std::max(1, count));
    for (int i = 0; axis.low + i * step <= axis.high * (1 + 1e-9); ++i)
      result.push_back(axis.low + i * step);
    return result;
  }
  for (double tick = axis.low; tick <= axis.high * (1 + 1e-9); tick = round_up(tick * 1.1))
    result.push_back(tick);
  // Too many to read: powers of ten only.
  const auto is_power = [](double t) { return std::abs(std::remainder(std::log10(t), 1)) < 1e-6; };
  if (int(result.size()) > count) std::erase_if(result, [&](double t) { return !is_power(t); });
  return result;
}

std::string short_time(double ms) {
  if (ms < 0.001) return "< 1 µs";
  if (ms < 0.1) return fmt::format("{:.0f} µs", 1000 * ms);
  return ms < 10 ? fmt::format("{:.2f} ms", ms) : fmt::format("{:.0f} ms", ms);
}

std::string short_number(double value) {
  const bool is_readable = std::abs(value) >= 10000 && std::abs(value) < 1e7;
  return is_readable ? with_commas(std::llround(value)) : fmt::format("{:.4g}", value);
}

}  // namespace alexnet::viewer
