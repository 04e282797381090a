// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "exercises.h"
#include "layers/dropout/dropout.h"
#include "layers/linear/linear.h"
#include "support/exercise.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

Tensor random(const char* name, Shape shape) {
  Tensor tensor(name, shape);
  fill_normal(tensor, RandomStream(7, name), 0, 1);
  return tensor;
}

Tensor linear_of(const Tensor& x, const Tensor& weight, const Tensor& bias) {
  Tensor y("y", Shape::matrix(x.shape().n, weight.shape().n));
  cpu::linear_forward(std::array<ConstTensorView, 1>{x}, weight, bias, y);
  return y;
}

void check_linear(Report& report) {
  const auto check = [&](const char* what, int images, int inputs, int outputs) {
    const Tensor x = random("x", Shape::matrix(images, inputs));
    const Tensor weight = random("weight", Shape::matrix(outputs, inputs));
    const Tensor bias = random("bias", Shape::vector(outputs));
    const Tensor expected = linear_of(x, weight, bias);
    Tensor yours("yours", expected.shape());
    fill(yours, 7);  // all of it must be written
    linear(x, weight, bias, yours);
    report.compare(what, yours, expected, sum_of(inputs));
  };
  check("one image, one output", 1, 3, 1);
  check("one image, four outputs", 1, 5, 4);
  check("three images", 3, 7, 2);
  check("16 images, 300 inputs, 20 outputs", 16, 300, 20);
}

void check_inverted_dropout(Report& report) {
  for (const Real keep : {Real(0.5), Real(0.8)}) {
    const RandomStream mask(7, "drop6", /*substream=*/12);
    const Tensor x = random("x", Shape::matrix(4, 25));
    Tensor expected("expected", x.shape()), forward("forward", x.shape());
    Tensor backward("backward", x.shape());
    cpu::dropout_forward(x, expected, keep, mask);
    for (Real& value : expected.view().values()) value /= keep;
    for (Tensor* yours : {&forward, &backward}) fill(*yours, 7);
    inverted_dropout_forward(x, forward, keep, mask);
    report.compare(fmt::format("forward, keep {}", keep), forward, expected, sum_of(1));
    inverted_dropout_backward(x, backward, keep, mask);
    report.compare(fmt::format("backward, keep {}", keep), backward, expected, sum_of(1));
  }
}

void check_dropped_sum(Report& report) {
  for (const Real keep : {Real(0.5), Real(0.9)}) {
    const Tensor x = random("x", Shape::vector(60)), weight = random("weight", Shape::vector(60));
    constexpr int kMasks = 40000;
    double mean = 0, mean_square = 0;
    Tensor dropped("dropped", x.shape());
    for (int mask = 0; mask < kMasks; ++mask) {
      cpu::dropout_forward(x, dropped, keep, RandomStream(7, "drop6", std::uint64_t(mask)));
      double sum = 0;
      for (int i = 0; i < 60; ++i) sum += double(weight.data()[i]) * double(dropped.data()[i]);
      mean += sum / kMasks;
      mean_square += sum * sum / kMasks;
    }
    const double deviation = std::sqrt(mean_square - mean * mean);
    const MeanAndDeviation yours = dropped_sum(x, weight, keep);
    // The mean of so many sums is itself off by deviation / sqrt(kMasks); allow five times that.
    const double allowed = 5 * deviation / std::sqrt(kMasks);
    const auto check = [&](const char* what, double of_yours, double measured) {
      report.check(fmt::format("{}, keep {}", what, keep), std::abs(of_yours - measured) < allowed,
                   fmt::format("yours {:.3f}, by {} masks {:.3f}", of_yours, kMasks, measured));
    };
    check("mean", yours.mean, mean);
    check("standard deviation", yours.deviation, deviation);
  }
}

void check_move(Report& report) {
  const Tensor x = random("x", Shape::matrix(3, 20));
  Tensor weight = random("weight", Shape::matrix(4, 20)), bias = random("bias", Shape::vector(4));
  for (const Real keep : {Real(0.5), Real(0.8)}) {
    Tensor scaled("scaled", x.shape());
    cpu::dropout_scale(x, scaled, keep);
    const Tensor expected = linear_of(scaled, weight, bias);
    move_to_other_program(weight, bias, keep);
    report.compare(fmt::format("the same answers, keep {}", keep), linear_of(x, weight, bias),
                   expected, sum_of(20));
  }
}

}  // namespace

int main(int argc, char** argv) {
  return check_exercises(argc, argv,
                         {{"fully connected", check_linear},
                          {"inverted dropout", check_inverted_dropout},
                          {"mean and deviation", check_dropped_sum},
                          {"weights for another program", check_move}});
}
