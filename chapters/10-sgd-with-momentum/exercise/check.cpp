// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/rng.h"
#include "exercises.h"
#include "model/network.h"
#include "model/node_list_builder.h"
#include "support/exercise.h"
#include "train/schedule.h"
#include "train/sgd.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

void check_step(Report& report) {
  const auto same = [&](const char* what, Real rate, Real momentum, Real decay, int steps) {
    Tensor w("w", Shape::matrix(3, 4)), yours("yours", w.shape());
    Tensor v("v", w.shape()), your_v("your v", w.shape()), grad("grad", w.shape());
    for (Tensor* start : {&w, &yours}) fill_normal(*start, RandomStream(10, "w"), 0, 1);
    for (int i = 0; i < steps; ++i) {
      fill_normal(grad, RandomStream(10, "grad", std::uint64_t(i)), 0, 1);
      cpu::sgd_update(w, v, grad, rate, momentum, decay);
      course::sgd_step(yours, your_v, grad, rate, momentum, decay);
    }
    report.compare(fmt::format("w after {}", what), yours, w, sum_of(100));
    report.compare(fmt::format("v after {}", what), your_v, v, sum_of(100));
  };
  same("one step", 0.1f, 0.9f, 0, 1);
  same("three steps", 0.1f, 0.9f, 0, 3);
  same("three without momentum", 0.1f, 0, 0, 3);
  same("one with decay", 0.1f, 0.9f, 0.5f, 1);
  same("ten with all of it", 0.1f, 0.9f, 0.5f, 10);
}

void check_rates(Report& report) {
  const auto same = [&](const char* what, const std::vector<double>& errors, int patience) {
    Schedule schedule({.steps = "", .patience = patience, .drops = 100}, 0.01f);
    const std::vector<double> yours = learning_rates(errors, 0.01, patience);
    for (int epoch = 0; epoch < int(errors.size()); ++epoch) {
      const double mine = epoch < int(yours.size()) ? yours[std::size_t(epoch)] : 0;
      const double expected = double(schedule.rate());
      report.check(fmt::format("{}, epoch {}", what, epoch), std::abs(mine / expected - 1) < 1e-4,
                   fmt::format("yours {:.3g}, expected {:.3g}", mine, expected));
      schedule.end_of_epoch(epoch, errors[std::size_t(epoch)]);
    }
  };
  same("ever better", {.9, .8, .7, .6}, 2);
  same("stops at once", {.5, .5, .5, .5, .5, .5}, 2);
  same("a new best starts the count again", {.5, .6, .4, .4, .4, .3, .3}, 2);
  same("worse than the best of long ago", {.3, .5, .4, .35, .31, .29, .5}, 3);
  same("the best before a division still counts", {.3, .5, .4, .35, .31, .32, .33, .5}, 3);
}

/// Losses of a network of eight layers, 32 units wide, that learns the sign of its first input by
/// the paper's rule: before the first step, and after every 250.
std::vector<double> losses_of(double stddev) {
  constexpr int kLayers = 8, kWidth = 32, kBatch = 64;
  NodeListBuilder list(1);
  for (int i = 1; i <= kLayers; ++i) {
    const Init init{.weight_stddev = Real(stddev)};
    list.add(fmt::format("fc{}", i), LinearSpec{i < kLayers ? kWidth : 2, init});
    if (i < kLayers) list.add(fmt::format("relu{}", i), ReluSpec{});
  }
  list.add("probs", SoftmaxLossSpec{});
  Network network({"eight layers", "", {1, kWidth, 1, 1}, 2, list.finish(), {}}, {}, kBatch);
  network.initialize(10);
  Tensor x("x", {kBatch, kWidth, 1, 1}), labels("labels", Shape::vector(kBatch));
  fill_normal(x, RandomStream(10, "x"), 0, 1);
  for (int n = 0; n < kBatch; ++n) labels.data()[n] = Real(x.view()(n, 0, 0, 0) > 0);
  std::vector<double> losses;
  for (int step = 0; step <= 1500; ++step) {
    network.forward(x, {});
    if (step % 250 == 0) losses.push_back(network.loss(labels));
    network.backward(labels);
    alexnet::sgd_step(network, {});
  }
  return losses;
}

void check_learning(Report& report) {
  const auto text = [](double stddev) {
    return fmt::format("{:.3f}: losses {:.3f}", stddev, fmt::join(losses_of(stddev), " "));
  };
  const double yours = keeping_stddev(32);
  report.check(
      fmt::format("eight layers learn within 250 steps; after 0, 250, ...: {}", text(yours)),
      losses_of(yours)[1] < 0.1, "they do not");
  fmt::print("        and with {}\n", text(0.1));
}

/// Mean squares after each of ten layers of ReLU, starting from 1.
void check_stddev(Report& report) {
  for (const int width : {64, 256}) {
    const double stddev = keeping_stddev(width);
    std::vector<double> x(std::size_t(width), 1.0);
    std::string sizes;
    double size = 1;
    for (int layer = 0; layer < 10; ++layer) {
      const RandomStream stream(10, "layer", std::uint64_t(layer));
      std::vector<double> y(x.size());
      size = 0;
      for (std::size_t o = 0; o < y.size(); ++o) {
        for (std::size_t i = 0; i < x.size(); ++i)
          y[o] += stddev * double(stream.normal(o * x.size() + i)) * x[i];
        y[o] = std::max(y[o], 0.0);
        size += y[o] * y[o] / width;
      }
      x = y;
      sizes += fmt::format(" {:.2g}", size);
    }
    report.check(
        fmt::format("{} units wide, ten layers: mean square neither dies nor explodes", width),
        size > 0.2 && size < 5, fmt::format("with {:.4f} it goes from 1 to{}", stddev, sizes));
  }
  check_learning(report);
}

void check_valley(Report& report) {
  struct Case {
    double flat, steep;
    int steps;
  };
  for (const auto& [flat, steep, steps] :
       {Case{1, 1.5, 15}, {1, 20, 45}, {1, 100, 100}, {0.03, 2, 80}, {1, 400, 250}}) {
    const auto [rate, momentum] = rate_and_momentum(flat, steep);
    double x = 1, y = 1, vx = 0, vy = 0;
    for (int i = 0; i < steps; ++i) {
      vx = momentum * vx - rate * flat * x;
      vy = momentum * vy - rate * steep * y;
      x += vx, y += vy;
    }
    report.check(
        fmt::format("{:g} along, {:g} across: within 1e-5 after {} steps", flat, steep, steps),
        std::hypot(x, y) < 1e-5,
        fmt::format("with rate {:.4f} and momentum {:.3f} you stand at x = {:.2g}, y = {:.2g}",
                    rate, momentum, x, y));
  }
}

}  // namespace

int main(int argc, char** argv) {
  return check_exercises(argc, argv,
                         {{"one step of the paper's rule", check_step},
                          {"dividing by ten", check_rates},
                          {"weights that keep the size", check_stddev},
                          {"down the valley", check_valley}});
}
