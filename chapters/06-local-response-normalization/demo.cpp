// Chapter 6: local response normalization. Prints the chapter's numbers and writes its figure.
//
//   chapter_06_demo [FIGURE.png]
#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "core/image.h"
#include "layers/lrn/lrn_rungs.h"
#include "support/plot.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

/// One pixel of maps.size() maps.
Tensor pixel(const std::vector<Real>& maps) {
  Tensor x("x", {1, int(maps.size()), 1, 1});
  std::copy(maps.begin(), maps.end(), x.data());
  return x;
}

Tensor normalize(ConstTensorView x, const LrnParams& params) {
  Tensor y("y", x.shape);
  cpu::naive::lrn_forward(x, y, params);
  return y;
}

void print(const char* title, ConstTensorView maps, const char* number = "{:9.3f}") {
  fmt::print("{:22}", title);
  for (const Real value : maps.values()) fmt::print(fmt::runtime(number), value);
  fmt::print("\n");
}

/// Five maps, and constants with which one can do the sums on paper.
void by_hand() {
  const LrnParams easy{.size = 3, .k = 1, .alpha = 1, .beta = Real(0.5)};
  const Tensor x = pixel({1, 2, 0, 2, 4});
  print("x", x);
  print("y", normalize(x, easy));
}

/// A map between others that are equally active, with the paper's constants.
void inhibition() {
  const LrnParams paper;  // size 5, k 2, alpha 1e-4, beta 0.75
  for (const Real third : {0.f, 100.f, 300.f, 1000.f}) {
    const Tensor x = pixel({50, 50, third, 50, 50, 50});
    print(fmt::format("50 50 {} 50 50 50:", third).c_str(), normalize(x, paper), "{:8.2f}");
  }
}

/// How large a lone activation comes out: with the paper's alpha, and with that of the programs.
void alphas() {
  fmt::print("        x   alpha 1e-4   alpha 2e-5\n");
  for (const Real x : {1.f, 10.f, 50.f, 100.f, 200.f, 500.f}) {
    const Tensor lone = pixel({0, 0, x, 0, 0});
    const Tensor paper = normalize(lone, {}), code = normalize(lone, {.alpha = Real(2e-5)});
    fmt::print("{:9} {:12.2f} {:12.2f}\n", x, paper.data()[2], code.data()[2]);
  }
}

/// A gradient of 1 for the first of five maps only: what reaches each.
void gradients() {
  const LrnParams easy{.size = 3, .k = 1, .alpha = 1, .beta = Real(0.5)};
  const Tensor x = pixel({1, 2, 0, 2, 4}), y = normalize(x, easy);
  const Tensor grad_y = pixel({1, 0, 0, 0, 0});
  Tensor grad_x("grad_x", x.shape());
  cpu::naive::lrn_backward(x, y, grad_y, grad_x, easy);
  print("grad_x", grad_x);
}

/// Six maps as one, and as two towers of three.
void towers() {
  const LrnParams easy{.size = 3, .k = 1, .alpha = 1, .beta = Real(0.5)};
  print("six maps together", normalize(pixel({1, 1, 1, 3, 1, 1}), easy));
  const Tensor a = normalize(pixel({1, 1, 1}), easy), b = normalize(pixel({3, 1, 1}), easy);
  Tensor both("both", {1, 6, 1, 1});
  std::copy_n(a.data(), 3, both.data());
  std::copy_n(b.data(), 3, both.data() + 3);
  print("two towers of three", both);
}

/// 48 maps as bars: the input above, the output below.
void hill_and_peaks(const char* path) {
  constexpr int kMaps = 48, kBar = 13, kHeight = 120;
  Tensor x("x", {1, kMaps, 1, 1});
  for (int c = 0; c < kMaps; ++c) {
    // A broad hill, where neighbours are active as well, and two lone peaks.
    const Real hill = 260 * std::exp(-Real((c - 12) * (c - 12)) / 40);
    x.data()[c] = 30 + hill + (c == 30 || c == 40 ? 230 : 0);
  }
  const LrnParams params;
  const Tensor y = normalize(x, params);
  const auto bars = [&](const Tensor& values, const char* name, double full) {
    Plot plot(kMaps * kBar, kHeight, {"map", 0, kMaps, 12}, {name, 0, full, full / 2});
    for (int c = 0; c < kMaps; ++c)
      plot.box({c + 0.1, c + 0.9}, {0, double(values.data()[c])}, kBlue);
    return plot.image();
  };
  print("lone peak and hilltop", pixel({y.data()[30], y.data()[12]}), "{:7.1f}");
  if (!path) return;
  write_png(path, below({bars(x, "what comes in", 300), bars(y, "what goes out", 50)}));
}

}  // namespace

int main(int argc, char** argv) {
  by_hand();
  gradients();
  inhibition();
  alphas();
  towers();
  hill_and_peaks(argc > 1 ? argv[1] : nullptr);
}
