#pragma once
#include "net.h"
#include "support/plot.h"

// The picture of ReLU, tanh and their slopes.
namespace alexnet::course {

inline constexpr Ink kRed{220, 50, 32};

/// f(x) and its slope: what backward makes of a gradient of 1.
inline std::array<Real, 2> value_and_slope(const Nonlinearity& f, Real at) {
  Tensor x("x", Shape::vector(1)), y("y", Shape::vector(1)), slope("slope", Shape::vector(1));
  fill(x, at);
  fill(slope, 1);
  f.forward(x, y);
  f.backward(y, slope, slope);
  return {*y.data(), *slope.data()};
}

/// The function above, its slope below; grey where almost nothing of a gradient passes.
inline Image draw_slopes(const Nonlinearity& f, Ink ink) {
  constexpr Ink kShade{235, 235, 235};
  constexpr double kSaturated = 2.65;  // tanh is beyond 0.99 from here on, its slope below 0.02
  const bool is_tanh = f.forward == kTanh.forward;
  const std::string name = f.name, slope_name = "slope of " + name;
  Plot value(360, 150, {"", -4, 4, 1}, {name, -1, 2, 1});
  Plot slope(360, 100, {"x", -4, 4, 1}, {slope_name, 0, 1, 0.5});
  std::vector<std::pair<double, double>> values, slopes;
  for (int i = -400; i <= 400; ++i) {
    const double x = i / 100.0;
    const auto [y, dy] = value_and_slope(f, Real(x));
    if (y <= 2) values.emplace_back(x, y);
    slopes.emplace_back(x, dy);
  }
  for (const auto& [plot, from, to] : {std::tuple{&value, -1., 2.}, {&slope, 0., 1.}}) {
    plot->box({-4, is_tanh ? -kSaturated : 0}, {from, to}, kShade);
    if (is_tanh) plot->box({kSaturated, 4}, {from, to}, kShade);
  }
  value.line(values, ink);
  slope.line(slopes, ink);
  value.say(-4.06, 1.5, is_tanh ? "saturated" : "off");
  if (is_tanh) {
    value.say(kSaturated - 0.06, 1.5, "saturated");
    // The first two units of the chain whose weights are 1.
    for (const auto& [plot, part] : {std::pair{&value, 0}, {&slope, 1}})
      for (const Real x : {Real(1), std::tanh(Real(1))})
        plot->dot(x, value_and_slope(f, x)[std::size_t(part)], kBlack);
    value.say(-0.7, 1.05, "1 -> 0.762");
    value.say(0.8, 0.4, "0.762 -> 0.642");
    slope.say(1.08, 0.47, "0.42");
    slope.say(0.84, 0.66, "0.588");
  }
  return below({value.image(), slope.image()});
}

}  // namespace alexnet::course
