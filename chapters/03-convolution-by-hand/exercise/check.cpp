// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>

#include <array>

#include "core/rng.h"
#include "exercises.h"
#include "support/exercise.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

void check_window_count(Report& report) {
  report.compare("3 pixels, filter 2, stride 1", window_count(3, 2, 1, 0), 2);
  report.compare("3 pixels, filter 2, stride 2: the second hangs over", window_count(3, 2, 2, 0),
                 2);
  report.compare("AlexNet's conv1: 224 pixels, filter 11, stride 4", window_count(224, 11, 4, 0),
                 55);
  report.compare("227 pixels, filter 11, stride 4", window_count(227, 11, 4, 0), 55);
  report.compare("AlexNet's conv2: 27 pixels, filter 5, pad 2", window_count(27, 5, 1, 2), 27);
  report.compare("a filter as large as the image", window_count(5, 5, 1, 0), 1);
  report.compare("8 pixels, filter 5, stride 3, pad 2", window_count(8, 5, 3, 2), 4);
}

Tensor random(const char* name, Shape shape) {
  Tensor tensor(name, shape);
  fill_normal(tensor, RandomStream(3, name), 0, 1);
  return tensor;
}

void check_case(Report& report, const char* what, Shape x_shape, Shape weight_shape,
                ConvParams params) {
  const Tensor x = random("x", x_shape), weight = random("weight", weight_shape);
  const Tensor bias = random("bias", Shape::vector(weight_shape.n));
  const std::array<ConstTensorView, 1> inputs = {x};
  Tensor expected("expected", conv_output_shape(std::array{x_shape}, weight_shape, params));
  cpu::conv_forward(inputs, weight, bias, expected, params);
  Tensor yours("yours", expected.shape());
  convolve(x, weight, bias, params.stride, params.pad, yours);
  report.compare(what, yours, expected, sum_of(double(weight_shape.image_size())));
}

void check_convolve(Report& report) {
  check_case(report, "one map, one filter", {1, 1, 4, 5}, Shape::filters(1, 1, 2, 2), {1, 0});
  check_case(report, "three channels, two filters", {1, 3, 6, 6}, Shape::filters(2, 3, 3, 3),
             {1, 0});
  check_case(report, "filters higher than wide", {1, 2, 6, 5}, Shape::filters(2, 2, 3, 2), {1, 0});
  check_case(report, "a stride of 2", {1, 2, 7, 7}, Shape::filters(2, 2, 3, 3), {2, 0});
  check_case(report, "padding", {1, 2, 5, 6}, Shape::filters(3, 2, 3, 3), {1, 1});
  check_case(report, "windows that hang over", {1, 2, 6, 6}, Shape::filters(3, 2, 3, 3), {2, 0});
  check_case(report, "a batch of two", {2, 3, 9, 8}, Shape::filters(4, 3, 5, 5), {3, 2});
}

/// What the filter makes of a patch whose middle and surroundings have these colours.
Real answer(ConstTensorView weight, std::array<Real, 3> middle, std::array<Real, 3> around) {
  Real sum = 0;
  for (int c = 0; c < 3; ++c)
    for (int y = 0; y < 5; ++y)
      for (int x = 0; x < 5; ++x) {
        const bool inside = y >= 1 && y <= 3 && x >= 1 && x <= 3;
        sum += weight(0, c, y, x) * (inside ? middle[std::size_t(c)] : around[std::size_t(c)]);
      }
  return sum;
}

void check_yellow_on_blue(Report& report) {
  Tensor weight("weight", Shape::filters(1, 3, 5, 5));
  yellow_on_blue(weight);
  const auto says_more = [&](const char* what, Real more, Real less) {
    report.check(what, more > less + Real(0.1), fmt::format("{:.3f} beside {:.3f}", more, less));
  };
  const std::array<Real, 3> yellow = {1, 1, 0}, blue = {0, 0, 1}, grey = {1, 1, 1};
  const std::array<Real, 3> red = {1, 0, 0}, green = {0, 1, 0};
  const Real spot = answer(weight, yellow, blue);
  says_more("answers to yellow on blue", spot, 0);
  says_more("more than to blue on yellow", spot, answer(weight, blue, yellow));
  says_more("more than to evenly yellow", spot, answer(weight, yellow, yellow));
  says_more("more than to red on blue", spot, answer(weight, red, blue));
  says_more("more than to green on blue", spot, answer(weight, green, blue));
  const Real of_grey = answer(weight, grey, grey);
  report.check("says nothing to a grey patch", std::abs(of_grey) < Real(1e-5),
               fmt::format("{:.6f}", of_grey));
}

}  // namespace

int main(int argc, char** argv) {
  return check_exercises(argc, argv,
                         {{"how many windows fit", check_window_count},
                          {"convolution", check_convolve},
                          {"a filter by design", check_yellow_on_blue}});
}
