#pragma once
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "data/statistics.h"
#include "support/plot.h"

// A picture of the directions in which colours vary.
namespace alexnet::course {

using Matrix3 = std::array<std::array<double, 3>, 3>;
/// The covariance of red, green and blue that the text computes by hand.
inline constexpr Matrix3 kByHand = {{{5, 4, 0}, {4, 5, 0}, {0, 0, 2}}};

/// Four pixels by their red and green, the two eigenvectors of their covariance that have no blue,
/// each as long as its standard deviation, and the ellipse through the tips.
inline Image draw_directions(const Matrix3& covariance) {
  std::array<float, 3> variance;
  std::array<std::array<float, 3>, 3> direction;
  eigen_symmetric(covariance, variance, direction);
  Plot plot(320, 320, {"red, from the mean", -4, 4, 1}, {"green, from the mean", -4, 4, 1});
  using Points = std::vector<std::pair<double, double>>;
  Points ellipse;
  for (int i = 0; i <= 120; ++i) {
    const double angle = 2 * M_PI * i / 120, along = std::cos(angle) * std::sqrt(variance[0]),
                 across = std::sin(angle) * std::sqrt(variance[2]);
    ellipse.push_back({along * direction[0][0] + across * direction[2][0],
                       along * direction[0][1] + across * direction[2][1]});
  }
  plot.line(ellipse, kBlack, 1.5);
  for (const int i : {0, 2}) {
    const double length = std::sqrt(variance[i]), u = direction[i][0], v = direction[i][1];
    const auto at = [&](double along, double aside) {
      return std::pair(along * u - aside * v, along * v + aside * u);
    };
    plot.line({at(0, 0), at(length, 0)}, kOrange, 3);
    plot.line({at(length - 0.25, 0.15), at(length, 0), at(length - 0.25, -0.15)}, kOrange, 3);
    const auto [x, y] = i == 0 ? at(length, -0.35) : at(length + 0.1, 0.4);
    plot.say(x, y, fmt::format("length {:.0f}", length), kOrange);
  }
  for (const auto& [red, green] : Points{{3, 3}, {-3, -3}, {1, -1}, {-1, 1}})
    plot.dot(red, green, kBlue, 5);
  return plot.image();
}

}  // namespace alexnet::course
