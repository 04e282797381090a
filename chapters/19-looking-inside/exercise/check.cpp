// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>

#include <cmath>

#include "core/rng.h"
#include "exercises.h"
#include "inspect/colour_split.h"
#include "support/exercise.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

void check_share_of_colour(Report& report) {
  const auto compare = [&](const std::string& what, ConstTensorView filters, int filter,
                           double expected) {
    const double yours = share_of_colour(filters, filter);
    report.check(what, std::abs(yours - expected) < 1e-5,
                 fmt::format("{:.6f} beside {:.6f}", yours, expected));
  };
  Tensor pixel("pixel", Shape::filters(4, 3, 1, 1));
  const Real weights[] = {3, 1, -1, 2, 2, 2, 1, -1, 0, 0, 0, 0};
  std::copy(std::begin(weights), std::end(weights), pixel.data());
  compare("one pixel of 3, 1, -1: 8 of 11", pixel, 0, 8.0 / 11);
  compare("2, 2, 2: grey", pixel, 1, 0);
  compare("1, -1, 0: nothing but colour", pixel, 2, 1);
  compare("0, 0, 0", pixel, 3, 0);
  Tensor filters("filters", Shape::filters(3, 3, 7, 5));
  fill_normal(filters, RandomStream(19, "filters"), 0, 1);
  for (int f = 0; f < 3; ++f)
    compare(fmt::format("7 x 5 random weights, kernel {}", f), filters, f,
            colour_share(filters, f));
}

void check_exact_p_value(Report& report) {
  const auto compare = [&](const char* what, std::vector<double> a, std::vector<double> b,
                           double expected) {
    const double yours = exact_p_value(a, b);
    report.check(what, std::abs(yours - expected) < 1e-9,
                 fmt::format("{:.6f} beside {:.6f}", yours, expected));
  };
  compare("one against one: 2 of 2 ways", {0.1}, {0.9}, 1);
  compare("fully apart, 3 and 3: 2 of 20", {0.1, 0.2, 0.4}, {0.6, 0.7, 0.9}, 0.1);
  compare("the same, b first", {0.6, 0.7, 0.9}, {0.1, 0.2, 0.4}, 0.1);
  compare("mixed: 14 of 20", {0.1, 0.4, 0.7}, {0.2, 0.6, 0.9}, 14.0 / 20);
  compare("all alike", {0.5, 0.5}, {0.5, 0.5, 0.5}, 1);
  compare("one against four, the largest: 1 of 5", {0.9}, {0.1, 0.2, 0.3, 0.4}, 1.0 / 5);
  compare("fully apart, 5 and 5: 2 of 252", {0.01, 0.05, 0.1, 0.2, 0.3},
          {0.8, 0.85, 0.9, 0.95, 0.99}, 2.0 / 252);
}

/// A classifier whose logits are right except for a factor: labels are drawn from the softmax of
/// the logits without it.
void check_temperature(Report& report, double factor) {
  constexpr int kPictures = 4000, kClasses = 5;
  const RandomStream normals(19, "logits"), draws(19, "labels");
  std::vector<std::vector<double>> logits;
  std::vector<int> labels;
  for (int n = 0; n < kPictures; ++n) {
    std::vector<double>& z = logits.emplace_back();
    double sum = 0, below = 0;
    for (int k = 0; k < kClasses; ++k) {
      z.push_back(2 * double(normals.normal(std::uint64_t(n * kClasses + k))));
      sum += std::exp(z.back());
    }
    int label = 0;
    const double draw = double(draws.uniform(std::uint64_t(n))) * sum;
    while (label + 1 < kClasses && (below += std::exp(z[std::size_t(label)])) < draw) ++label;
    labels.push_back(label);
    for (double& value : z) value *= factor;
  }
  const auto loss = [&](double temperature) {
    double all = 0;
    for (std::size_t n = 0; n < logits.size(); ++n) {
      double sum = 0;
      for (const double z : logits[n]) sum += std::exp(z / temperature);
      all += std::log(sum) - logits[n][std::size_t(labels[n])] / temperature;
    }
    return all / kPictures;
  };
  const double yours = best_temperature(logits, labels);
  report.check(fmt::format("logits {} times too large: T near {}", factor, factor),
               std::abs(yours / factor - 1) < 0.1, fmt::format("{:.6f}", yours));
  if (!(yours > 0)) return;
  for (const double other : {yours * 0.99, yours * 1.01})
    report.check(fmt::format("  the loss at {:.4f} is larger", other), loss(other) > loss(yours),
                 fmt::format("{:.8f} beside {:.8f}", loss(other), loss(yours)));
}

void check_temperatures(Report& report) {
  for (const double factor : {1.0, 3.0, 0.5}) check_temperature(report, factor);
}

struct Unit {
  double w, b, x_from, x_to;
  double decay = 0, momentum = 0, velocity_b = 0, leak = 0;
  bool below_learns = false;
};

/// The first step at which the unit is on for some picture; -1 if at none of a thousand.
int comes_back_at(Unit unit) {
  constexpr double kRate = 0.1, kTarget = 1;
  double u = 1, velocity_w = 0, velocity_b = unit.velocity_b;
  for (int step = 0; step < 1000; ++step) {
    double grad_w = 0, grad_b = 0, grad_u = 0;
    for (int picture = 0; picture <= 10; ++picture) {
      const double s = unit.x_from + (unit.x_to - unit.x_from) * picture / 10, x = u * s;
      const double before = unit.w * x + unit.b;
      if (before > 0) return step;
      const double gradient = (unit.leak * before - kTarget) * unit.leak / 11;
      grad_w += gradient * x;
      grad_b += gradient;
      if (unit.below_learns) grad_u += (x - 5 * s) * s / 11 + gradient * unit.w * s;
    }
    velocity_w = unit.momentum * velocity_w - kRate * (grad_w + unit.decay * unit.w);
    velocity_b = unit.momentum * velocity_b - kRate * grad_b;
    unit.w += velocity_w;
    unit.b += velocity_b;
    u -= kRate * grad_u;
  }
  return -1;
}

void check_which_come_back(Report& report) {
  const ComesBack yours = which_come_back();
  const auto check = [&](const char* what, bool says, const Unit& unit) {
    const int step = comes_back_at(unit);
    report.check(what, says == (step >= 0),
                 step >= 0 ? fmt::format("you say no; it is on at step {}", step)
                           : "you say yes; it is off for a thousand steps");
  };
  check("plain", yours.plain, {.w = 1, .b = -1.5, .x_from = 0, .x_to = 1});
  check("decay_and_bias_above", yours.decay_and_bias_above,
        {.w = -1, .b = 0.5, .x_from = 1, .x_to = 2, .decay = 0.05});
  check("decay_and_bias_below", yours.decay_and_bias_below,
        {.w = 1, .b = -0.5, .x_from = 0, .x_to = 0.4, .decay = 0.05});
  check("velocity_left", yours.velocity_left,
        {.w = 1, .b = -1.5, .x_from = 0, .x_to = 1, .momentum = 0.9, .velocity_b = 0.1});
  check("layer_below_learns", yours.layer_below_learns,
        {.w = 1, .b = -3, .x_from = 0, .x_to = 1, .below_learns = true});
  check("leaky", yours.leaky, {.w = 1, .b = -1.5, .x_from = 0, .x_to = 1, .leak = 0.01});
}

}  // namespace

int main(int argc, char** argv) {
  return check_exercises(argc, argv,
                         {{"how much of a kernel is colour", check_share_of_colour},
                          {"is it chance?", check_exact_p_value},
                          {"one number that mends probabilities", check_temperatures},
                          {"dead for good?", check_which_come_back}});
}
