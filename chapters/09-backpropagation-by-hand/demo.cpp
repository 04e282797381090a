// Chapter 9: backpropagation by hand. Prints the chapter's numbers and writes its figure.
//
//   chapter_09_demo [FIGURE.png]
//
// writes the step sizes as FIGURE.png, and beside it network.png and windows.png.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

#include "layers/conv/conv_rungs.h"
#include "pictures.h"
#include "support/plot.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

void print(const Tensor& tensor) {
  fmt::print("{:11}", tensor.name());
  for (const Real value : tensor.view().values()) fmt::print(" {:6.3f}", value + 0.0f);
  fmt::print("\n");
}

void two_layers() {
  PaperNet net;
  net.forward();
  for (const Tensor* t : {&net.a, &net.h, &net.z, &net.p, &net.loss}) print(*t);
  fmt::print("backwards:\n");
  net.backward();
  for (const Tensor* t : {&net.grad_z, &net.grad_w2, &net.grad_b2, &net.grad_h, &net.grad_a,
                          &net.grad_w1, &net.grad_b1, &net.grad_x})
    print(*t);
  Real& weight = net.weight1.data()[3];
  const auto loss_at = [&](Real value) {
    weight = value;
    net.forward();
    return net.loss.data()[0];
  };
  const Real above = loss_at(1.01f), below = loss_at(0.99f);
  fmt::print("loss with the last of weight1 at 1.01: {:.5f}, at 0.99: {:.5f}; slope {:.3f}\n",
             above, below, (above - below) / 0.02f);
}

Tensor filter() { return tensor_of("weight", Shape::filters(1, 1, 2, 2), {1, 0, 0, 2}); }

/// The image and filter of chapter 3; the loss is the sum of all outputs, so grad_y is 1.
void convolution() {
  const Tensor x = tensor_of("x", {1, 1, 3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  const Tensor weight = filter();
  const Tensor grad_y = tensor_of("grad_y", {1, 1, 2, 2}, {1, 1, 1, 1});
  Tensor grad_x("grad_x", x.shape()), grad_weight("grad_weight", weight.shape());
  Tensor grad_bias("grad_bias", Shape::vector(1));
  cpu::naive::conv_backward_input(grad_y, weight, std::array<TensorView, 1>{grad_x}, {1, 0});
  cpu::naive::conv_backward_weight(std::array<ConstTensorView, 1>{x}, grad_y, grad_weight,
                                   grad_bias, {1, 0});
  for (const Tensor* t : {&grad_x, &grad_weight, &grad_bias}) print(*t);
}

/// The loss of that network as a function of the last number of weight1, in any type of number.
template <typename T>
T loss_of(T weight) {
  const T h = T(0.5) + 2 * weight;  // the other hidden unit is silent
  return std::log(std::exp(T(0.4) * h) + 1);
}

/// Mean error of the difference quotient, relative to the slope, over weights around 1.
template <typename T>
double mean_error(double step, bool central) {
  constexpr int kWeights = 200;
  double sum = 0;
  for (int i = 0; i < kWeights; ++i) {
    const T w = T(0.9 + 0.2 * i / kWeights), h = T(step);
    const T slope =
        central ? (loss_of(w + h) - loss_of(w - h)) / (2 * h) : (loss_of(w + h) - loss_of(w)) / h;
    const double exact = 0.8 / (1 + std::exp(-0.4 * (0.5 + 2 * double(w))));
    sum += std::abs(double(slope) / exact - 1) / kWeights;
  }
  return sum;
}

void step_sizes(const char* figure) {
  Plot plot(600, 330, {"step h", -12, 0, 2, "1e{}"}, {"relative error", -12, 1, 2, "1e{}"});
  const auto study = [&](auto number, bool central, Ink ink, double x, double y) {
    const std::string name = fmt::format("{}, {}", sizeof(number) > 4 ? "double" : "float",
                                         central ? "central" : "one side");
    std::vector<std::pair<double, double>> curve;
    for (int i = -48; i <= 0; ++i) {
      const double error = mean_error<decltype(number)>(std::pow(10, i / 4.0), central);
      curve.push_back({i / 4.0, std::log10(std::max(error, 1e-12))});
    }
    const auto best = *std::min_element(curve.begin(), curve.end(),
                                        [](auto& a, auto& b) { return a.second < b.second; });
    fmt::print("{:17} best step 1e{:.0f}, error 1e{:.0f}\n", name, best.first, best.second);
    plot.line(curve, ink, central ? 4 : 1.5);
    plot.say(x, y, name, ink);
  };
  study(0.0f, false, kOrange, -6.5, 0);
  study(0.0f, true, kOrange, -8, -1.9);
  study(0.0, false, kBlue, -5.3, -7.4);
  study(0.0, true, kBlue, -3.6, -10.2);
  if (figure) write_png(figure, plot.image());
}

void draw_others(const std::filesystem::path& folder) {
  PaperNet net;
  net.forward();
  net.backward();
  write_png(folder / "network.png", draw_network(net));
  write_png(folder / "windows.png", draw_windows(filter()));
}

}  // namespace

int main(int argc, char** argv) {
  two_layers();
  convolution();
  step_sizes(argc > 1 ? argv[1] : nullptr);
  if (argc > 1) draw_others(std::filesystem::path(argv[1]).parent_path());
}
