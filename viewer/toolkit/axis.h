#pragma once
#include <string>
#include <vector>

namespace alexnet::viewer {

/// One direction of a chart: which values it spans, and where each lies.
struct Axis {
  double low = 0, high = 1;
  bool logarithmic = false;

  /// 0 at the low end, 1 at the high one.
  double share(double value) const;
  /// The value at that share of the axis.
  double at(double share) const;
};

/// An axis that covers these values. A linear one begins at 0; both kinds end at a round number.
Axis axis_around(double smallest, double largest, bool logarithmic);
/// Round numbers to label it with, at most about `count`: steps of 1, 2 or 5 times a power of
/// ten.
std::vector<double> ticks(const Axis& axis, int count);
/// "0.05", "12,000", "3e-05".
std::string short_number(double value);
/// "52 µs", "0.52 ms", "12 ms".
std::string short_time(double ms);

}  // namespace alexnet::viewer
