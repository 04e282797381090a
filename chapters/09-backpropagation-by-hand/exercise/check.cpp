// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "core/rng.h"
#include "exercises.h"
#include "layers/linear/linear.h"
#include "support/exercise.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

Tensor random(const char* name, Shape shape) {
  Tensor tensor(name, shape);
  fill_normal(tensor, RandomStream(9, name), 0, 1);
  return tensor;
}

void check_linear(Report& report) {
  const auto same = [&](const char* what, int batch, int inputs, int outputs) {
    const Tensor x = random("x", Shape::matrix(batch, inputs));
    const Tensor weight = random("weight", Shape::matrix(outputs, inputs));
    const Tensor grad_y = random("grad_y", Shape::matrix(batch, outputs));
    Tensor grad_x("grad_x", x.shape()), grad_weight("grad_weight", weight.shape());
    Tensor grad_bias("grad_bias", Shape::vector(outputs));
    cpu::linear_backward_input(grad_y, weight, std::array<TensorView, 1>{grad_x});
    cpu::linear_backward_weight(std::array<ConstTensorView, 1>{x}, grad_y, grad_weight, grad_bias);
    Tensor yours_x("x", x.shape()), yours_weight("weight", weight.shape());
    Tensor yours_bias("bias", grad_bias.shape());
    for (Tensor* yours : {&yours_x, &yours_weight, &yours_bias}) fill(*yours, 7);
    linear_backward(x, weight, grad_y, yours_x, yours_weight, yours_bias);
    report.compare(fmt::format("grad_x, {}", what), yours_x, grad_x, sum_of(outputs));
    report.compare(fmt::format("grad_weight, {}", what), yours_weight, grad_weight, sum_of(batch));
    report.compare(fmt::format("grad_bias, {}", what), yours_bias, grad_bias, sum_of(batch));
  };
  same("one picture, 2 inputs, 3 outputs", 1, 2, 3);
  same("a batch of 4", 4, 5, 3);
  same("more outputs than inputs", 3, 4, 9);
}

void check_convolution(Report& report) {
  const auto same = [&](const char* what, Shape x_shape, Shape weight_shape, ConvParams params) {
    const Tensor x = random("x", x_shape), weight = random("weight", weight_shape);
    const Tensor grad_y =
        random("grad_y", conv_output_shape(std::array{x_shape}, weight_shape, params));
    Tensor grad_x("grad_x", x_shape), grad_weight("grad_weight", weight_shape);
    Tensor grad_bias("grad_bias", Shape::vector(weight_shape.n));
    cpu::conv_backward_input(grad_y, weight, std::array<TensorView, 1>{grad_x}, params);
    cpu::conv_backward_weight(std::array<ConstTensorView, 1>{x}, grad_y, grad_weight, grad_bias,
                              params);
    Tensor yours_x("x", x_shape), yours_weight("weight", weight_shape);
    Tensor yours_bias("bias", grad_bias.shape());
    convolve_backward(x, weight, grad_y, params.stride, params.pad, yours_x, yours_weight,
                      yours_bias);
    report.compare(fmt::format("grad_x, {}", what), yours_x, grad_x, sum_of(1000));
    report.compare(fmt::format("grad_weight, {}", what), yours_weight, grad_weight, sum_of(1000));
    report.compare(fmt::format("grad_bias, {}", what), yours_bias, grad_bias, sum_of(1000));
  };
  same("one map, one filter", {1, 1, 4, 5}, Shape::filters(1, 1, 2, 2), {1, 0});
  same("three channels, two filters", {1, 3, 6, 6}, Shape::filters(2, 3, 3, 3), {1, 0});
  same("stride 2, windows that hang over", {1, 2, 6, 6}, Shape::filters(3, 2, 3, 3), {2, 0});
  same("a batch of two, padding", {2, 2, 5, 6}, Shape::filters(3, 2, 3, 3), {1, 1});
  same("stride 2 and padding", {1, 2, 5, 6}, Shape::filters(3, 2, 3, 3), {2, 1});
}

void check_differences(Report& report) {
  const auto same = [&](const char* what, std::vector<double> w, auto f, auto exact) {
    const std::vector<double> yours = numeric_gradient(f, w);
    for (std::size_t i = 0; i < w.size(); ++i) {
      const double mine = i < yours.size() ? yours[i] : 0, expected = exact(w, i);
      report.check(fmt::format("{}, weight {}", what, i),
                   std::abs(mine - expected) <= 1e-9 * std::abs(expected),
                   fmt::format("yours {:.12g}, expected {:.12g}: off by {:.1e} of it", mine,
                               expected, std::abs(mine / expected - 1)));
    }
  };
  using Weights = std::vector<double>;
  const auto cubes = [](const Weights& w) {
    double sum = 0;
    for (const double value : w) sum += value * value * value;
    return sum;
  };
  const auto slope = [](const Weights& w, std::size_t i) { return 3 * w[i] * w[i]; };
  same("a cube, around 1", {0.7}, cubes, slope);
  same("a cube, around 1000", {-1234.5}, cubes, slope);
  same("a cube, around 0.001", {0.0012}, cubes, slope);
  same(
      "a product of two", {0.3, 2.5}, [](const Weights& w) { return w[0] * std::exp(w[1]); },
      [](const Weights& w, std::size_t i) { return (i == 0 ? 1 : w[0]) * std::exp(w[1]); });
  same(
      "a line, around 1e8: it has no curve", {1.1e8}, [](const Weights& w) { return w[0] / 3; },
      [](const Weights&, std::size_t) { return 1 / 3.0; });
  same(
      "a line, at 0", {0.0}, [](const Weights& w) { return 3 * w[0]; },
      [](const Weights&, std::size_t) { return 3.0; });
}

/// sum of grad_y * (W relu(W x)), with everything in double.
double forward_twice(const std::vector<double>& w, ConstTensorView x, ConstTensorView grad_y) {
  const int size = x.shape.c;
  std::vector<double> h(std::size_t(size), 0.0);
  double sum = 0;
  for (int i = 0; i < size; ++i) {
    for (int k = 0; k < size; ++k) h[i] += w[i * size + k] * x(0, k, 0, 0);
    h[i] = std::max(h[i], 0.0);
  }
  for (int i = 0; i < size; ++i)
    for (int k = 0; k < size; ++k) sum += grad_y(0, i, 0, 0) * w[i * size + k] * h[k];
  return sum;
}

void check_twice(Report& report) {
  for (const int size : {1, 2, 5}) {
    const Tensor x = random("x of twice", Shape::matrix(1, size));
    const Tensor grad_y = random("grad_y of twice", x.shape());
    Tensor w = random("w of twice", Shape::matrix(size, size));
    if (size == 1) w.data()[0] = x.data()[0] > 0 ? 1 : -1;  // so that the ReLU lets it pass
    std::vector<double> moved(w.data(), w.data() + w.shape().size());
    Tensor expected("expected", w.shape()), yours("yours", w.shape());
    for (std::size_t i = 0; i < moved.size(); ++i) {
      const double middle = moved[i], step = 1e-6;
      moved[i] = middle + step;
      const double above = forward_twice(moved, x, grad_y);
      moved[i] = middle - step;
      const double below = forward_twice(moved, x, grad_y);
      moved[i] = middle;
      expected.data()[i] = Real((above - below) / (2 * step));
    }
    fill(yours, 7);
    twice_backward(x, w, grad_y, yours);
    report.compare(fmt::format("{} x {} weights, against differences", size, size), yours, expected,
                   sum_of(100));
  }
}

}  // namespace

int main(int argc, char** argv) {
  return check_exercises(argc, argv,
                         {{"back through a fully connected layer", check_linear},
                          {"back through a convolution", check_convolution},
                          {"a gradient by differences", check_differences},
                          {"one matrix used twice", check_twice}});
}
