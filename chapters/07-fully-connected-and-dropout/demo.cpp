// Chapter 7: fully connected layers and dropout. Prints the chapter's numbers and writes its
// figure.
//
//   chapter_07_demo [FIGURE.png]
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "core/image.h"
#include "layers/dropout/dropout.h"
#include "layers/linear/linear_rungs.h"
#include "layers/relu/relu.h"
#include "support/plot.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

Tensor tensor_of(const char* name, Shape shape, std::initializer_list<Real> numbers) {
  Tensor tensor(name, shape);
  std::copy(numbers.begin(), numbers.end(), tensor.data());
  return tensor;
}

void print(const char* title, ConstTensorView list) {
  fmt::print("{}", title);
  for (const Real value : list.values()) fmt::print("{:6.1f}", value);
  fmt::print("\n");
}

/// Two images of three numbers, two outputs.
void by_hand() {
  const Tensor x = tensor_of("x", Shape::matrix(2, 3), {1, 2, 3, 0, 1, -1});
  const Tensor weight = tensor_of("weight", Shape::matrix(2, 3), {1, 0, 2, -1, 1, 0});
  const Tensor bias = tensor_of("bias", Shape::vector(2), {0.5f, 0});
  Tensor y("y", Shape::matrix(2, 2));
  cpu::naive::linear_forward(std::array<ConstTensorView, 1>{x}, weight, bias, y);
  print("first image: ", y.view().images(0, 1));
  print("second image:", y.view().images(1, 1));
}

void count_parameters() {
  struct Case {
    const char* layer;
    std::int64_t inputs, outputs;
  };
  constexpr std::int64_t kConvolutions =
      34848 + 96 + 307200 + 256 + 884736 + 384 + 663552 + 384 + 442368 + 256;  // conv1 ... conv5
  std::int64_t all = kConvolutions;
  for (const auto& [layer, inputs, outputs] :
       {Case{"fc6", 256 * 6 * 6, 4096}, Case{"fc7", 4096, 4096}, Case{"fc8", 4096, 1000}}) {
    const std::int64_t parameters = inputs * outputs + outputs;
    fmt::print("{}: {} inputs, {} outputs: {:8} parameters\n", layer, inputs, outputs, parameters);
    all += parameters;
  }
  fmt::print("all of AlexNet: {} parameters, {:.1f}% of them in these three\n", all,
             100 * double(all - kConvolutions) / double(all));
}

/// The masks of three iterations, and an element of the first by itself.
void masks() {
  Tensor x("x", Shape::vector(12)), y("y", Shape::vector(12));
  for (int i = 0; i < 12; ++i) x.data()[i] = Real(i + 1);
  for (const std::uint64_t iteration : {0, 1, 2}) {
    cpu::dropout_forward(x, y, Real(0.5), RandomStream(/*seed=*/7, "drop6", iteration));
    fmt::print("iteration {}:", iteration);
    for (const Real value : y.view().values()) fmt::print("{:3}", value);
    fmt::print("\n");
  }
  const RandomStream random(/*seed=*/7, "drop6", /*substream=*/0);
  fmt::print("iteration 0, the ninth alone: {}\n", random.uniform(8) < 0.5f ? "kept" : "dropped");
}

// A unit that reads kInputs units with dropout: its sum in training, for many masks.
constexpr int kInputs = 100, kMasks = 20000;

/// Its inputs and weights; the sums over all masks.
struct Sums {
  Tensor x{"x", Shape::vector(kInputs)}, weight{"weight", Shape::vector(kInputs)};
  std::vector<double> sums;

  Sums() {
    fill_normal(x, RandomStream(7, "x"), 0, 1);
    cpu::relu_forward(x, x);
    fill_normal(weight, RandomStream(7, "weight"), Real(0.1), Real(0.2));
    Tensor dropped("dropped", x.shape());
    for (int mask = 0; mask < kMasks; ++mask) {
      cpu::dropout_forward(x, dropped, Real(0.5), RandomStream(7, "drop", std::uint64_t(mask)));
      sums.push_back(product(dropped));
    }
  }
  double product(ConstTensorView inputs) const {
    double sum = 0;
    for (int i = 0; i < kInputs; ++i) sum += double(weight.data()[i]) * double(inputs.data[i]);
    return sum;
  }
};

void expectation(const Sums& s) {
  Tensor scaled("scaled", s.x.shape());
  cpu::dropout_scale(s.x, scaled, Real(0.5));
  double mean = 0, mean_relu = 0, variance = 0;
  for (const double sum : s.sums) {
    mean += sum / kMasks;
    mean_relu += std::max(sum - 3, 0.) / kMasks;
  }
  for (const double sum : s.sums) variance += (sum - mean) * (sum - mean) / kMasks;
  fmt::print("the sum without dropout:               {:.2f}\n", s.product(s.x));
  fmt::print("with dropout, mean over {} masks:   {:.2f}, give or take {:.2f}\n", kMasks, mean,
             std::sqrt(variance));
  fmt::print("at test, inputs times 0.5:             {:.2f}\n", s.product(scaled));
  fmt::print("behind a bias of -3 and a ReLU, mean:  {:.2f}; at test: {:.2f}\n", mean_relu,
             std::max(s.product(scaled) - 3, 0.));
}

/// How often the sums fall where, as bars; with lines for the sum at test and without dropout.
void draw_figure(const char* path, const Sums& s) {
  constexpr int kBins = 90;
  const double whole = s.product(s.x), bin = 1.25 * whole / kBins;
  std::vector<int> counts(kBins);
  for (const double sum : s.sums) ++counts[std::size_t(std::clamp(int(sum / bin), 0, kBins - 1))];
  const double top = 1.2 * *std::max_element(counts.begin(), counts.end());
  Plot plot(660, 190, {"sum", 0, 1.25 * whole, 1}, {"masks that give it", 0, top, 200});
  for (int i = 0; i < kBins; ++i)
    plot.box({(i + 0.1) * bin, (i + 0.9) * bin}, {0, double(counts[i])}, kBlue);
  plot.line({{whole / 2, 0}, {whole / 2, top}}, kOrange, 3);
  plot.say(whole / 2, 0.95 * top, "at test, times 0.5", kOrange);
  plot.line({{whole, 0}, {whole, top}}, kBlack, 3);
  plot.say(whole, 0.95 * top, "without dropout");
  write_png(path, plot.image());
}

}  // namespace

int main(int argc, char** argv) {
  by_hand();
  count_parameters();
  masks();
  const Sums sums;
  expectation(sums);
  if (argc > 1) draw_figure(argv[1], sums);
}
