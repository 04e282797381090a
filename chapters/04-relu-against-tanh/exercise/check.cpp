// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>

#include <cmath>

#include "core/rng.h"
#include "exercises.h"
#include "support/exercise.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

void check_sigmoid(Report& report) {
  const Shape shape = {2, 3, 4, 5};
  Tensor y("y", shape), grad_y("grad_y", shape);
  Tensor expected("expected", shape), yours("yours", shape);
  fill_normal(y, RandomStream(4, "x"), 0, 3);  // x, until the loop below
  fill_normal(grad_y, RandomStream(4, "grad_y"), 0, 1);
  const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  for (std::int64_t i = 0; i < y.shape().size(); ++i) {
    constexpr double kStep = 1e-5;
    const double x = y.data()[i];
    const double slope = (sigmoid(x + kStep) - sigmoid(x - kStep)) / (2 * kStep);
    expected.data()[i] = Real(grad_y.data()[i] * slope);
    y.data()[i] = Real(sigmoid(x));
  }
  fill(yours, 100);  // so that what is not written shows
  sigmoid_backward(y, grad_y, yours);
  report.compare("beside the slope between two close points", yours, expected, sum_of(3));
}

void check_lenet_slope(Report& report) {
  const auto f = [](double x) { return 1.7159 * std::tanh(2 * x / 3); };
  for (const double x : {0., 0.5, 1., -1., 3.}) {
    constexpr double kStep = 1e-5;  // to both sides: what is left of the error falls as its square
    const double expected = (f(x + kStep) - f(x - kStep)) / (2 * kStep);
    const double slope = lenet_slope(f(x));
    report.check(fmt::format("at x = {}, where y = {:.4f}", x, f(x)),
                 std::abs(slope - expected) < 1e-6,
                 fmt::format("yours {:.6f}, expected {:.6f}", slope, expected));
  }
}

void check_tent(Report& report) {
  const std::array<Unit, 3> units = tent();
  for (const double x : {-5., 0., 0.25, 1., 1.5, 2., 2.5, 100.}) {
    double y = 0;
    for (const Unit& unit : units) y += unit.out * std::max(unit.in * x + unit.bias, 0.);
    const double expected = std::max(0., 1 - std::abs(x - 1));
    report.check(fmt::format("at x = {}", x), std::abs(y - expected) < 1e-9,
                 fmt::format("yours {}, expected {}", y, expected));
  }
}

}  // namespace

int main(int argc, char** argv) {
  return check_exercises(argc, argv,
                         {{"backward through a sigmoid", check_sigmoid},
                          {"LeNet-5's slope", check_lenet_slope},
                          {"a tent of three ReLUs", check_tent}});
}
