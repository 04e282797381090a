// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>

#include <cmath>

#include "core/rng.h"
#include "exercises.h"
#include "layers/lrn/lrn_rungs.h"
#include "support/exercise.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

constexpr LrnParams kEasy{.size = 3, .k = 1, .alpha = 1, .beta = Real(0.5)};
constexpr LrnParams kPaper;
/// The paper's constants except for an alpha whose effect shows at activations of about 1.
constexpr LrnParams kStrong{.alpha = 1};

Tensor random(const char* name, Shape shape) {
  Tensor tensor(name, shape);
  fill_normal(tensor, RandomStream(6, name), 0, 1);
  return tensor;
}

/// Sums of a few products, and a power: a few units in the last place.
Tolerance few_units(ConstTensorView expected) { return units_in_last_place(16, expected); }

void check_normalize(Report& report) {
  const auto check = [&](const char* what, Shape shape, const LrnParams& params) {
    const Tensor x = random("x", shape);
    Tensor expected("expected", shape), yours("yours", shape);
    cpu::naive::lrn_forward(x, expected, params);
    normalize(x, yours, params);
    report.compare(what, yours, expected, few_units(expected));
  };
  check("five maps of one pixel, size 3", {1, 5, 1, 1}, kEasy);
  check("one map", {1, 1, 2, 3}, kEasy);
  check("fewer maps than a window", {1, 3, 2, 2}, kStrong);
  check("the paper's constants", {1, 8, 4, 3}, kPaper);
  check("two images of 48 maps", {2, 48, 3, 3}, kStrong);
}

void check_loudest(Report& report) {
  for (const LrnParams& params : {kPaper, LrnParams{.alpha = Real(2e-5)},
                                  LrnParams{.k = 1, .alpha = Real(0.01), .beta = 1}}) {
    const auto y = [&](double x) {
      return x / std::pow(params.k + params.alpha * x * x, double(params.beta));
    };
    double expected = 0.01;  // found by search
    while (y(expected * 1.0001) > y(expected)) expected *= 1.0001;
    const double yours = loudest(params);
    report.check(fmt::format("k {}, alpha {}, beta {}", params.k, params.alpha, params.beta),
                 std::abs(yours / expected - 1) < 1e-3,
                 fmt::format("yours {:.2f} puts out {:.4f}, but {:.2f} puts out {:.4f}", yours,
                             y(yours), expected, y(expected)));
  }
}

void check_backward(Report& report) {
  const auto check = [&](const char* what, Shape shape, const LrnParams& params) {
    const Tensor x = random("x", shape), grad_y = random("grad_y", shape);
    Tensor y("y", shape), expected("expected", shape), yours("yours", shape);
    cpu::naive::lrn_forward(x, y, params);
    cpu::naive::lrn_backward(x, y, grad_y, expected, params);
    normalize_backward(x, y, grad_y, yours, params);
    report.compare(what, yours, expected, few_units(expected));
  };
  check("one map", {1, 1, 2, 3}, kEasy);
  check("five maps of one pixel, size 3", {1, 5, 1, 1}, kEasy);
  check("the paper's constants", {1, 8, 4, 3}, kPaper);
  check("two images of 48 maps", {2, 48, 3, 3}, kStrong);
}

}  // namespace

int main(int argc, char** argv) {
  return check_exercises(argc, argv,
                         {{"normalization", check_normalize},
                          {"the loudest unit", check_loudest},
                          {"backward", check_backward}});
}
