// Chapter 4: ReLU against tanh. Prints the chapter's numbers and writes its figure.
//
//   chapter_04_demo [FIGURE.png]
//
// writes the curves as FIGURE.png, and beside it slopes.png.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <vector>

#include "core/image.h"
#include "data/drawn/drawn.h"
#include "slopes.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

void by_hand() {
  fmt::print("     x   ReLU  slope     tanh   slope\n");
  for (const Real x : {-4.f, -2.f, -0.5f, 0.5f, 1.f, 2.f, 4.f}) {
    const auto [relu, relu_slope] = value_and_slope(kRelu, x);
    const auto [tanh, tanh_slope] = value_and_slope(kTanh, x);
    fmt::print("{:6.1f} {:6.1f} {:6.0f} {:8.4f} {:7.4f}\n", x, relu, relu_slope, tanh, tanh_slope);
  }
}

/// Units in a row; each reads the output of the one before times `weight`. The first reads 1.
void chain(const Nonlinearity& f, Real weight) {
  Real x = 1, gradient = 1;
  fmt::print("{}, weight {}: slope of the whole chain after 1 ... 5 units:", f.name, weight);
  for (int unit = 0; unit < 5; ++unit) {
    const auto [y, slope] = value_and_slope(f, weight * x);
    gradient *= weight * slope;
    x = y;
    fmt::print(" {:.3g}", gradient);
  }
  fmt::print("\n");
}

constexpr int kClasses = 8, kPictures = 384, kSide = 12, kBatch = 32, kEpochs = 20;
constexpr int kInputs = 3 * kSide * kSide;

/// Drawn pictures whose values go from -127.5 / divisor to 127.5 / divisor.
struct Data {
  Tensor pictures{"pictures", Shape::matrix(kPictures, kInputs)};
  Tensor labels{"labels", Shape::vector(kPictures)};

  explicit Data(Real divisor) {
    for (int n = 0; n < kPictures; ++n) {
      const Image image = draw_image(n % kClasses, kSide, /*seed=*/4, std::uint64_t(n / kClasses));
      for (int i = 0; i < kInputs; ++i)  // in any order: no input is special to this net
        pictures.view()(n, i, 0, 0) = (Real(image.rgb[i]) - Real(127.5)) / divisor;
      labels.data()[n] = Real(n % kClasses);
    }
  }
};

/// After each epoch: the probability that the net gives to wrong classes, on average.
std::vector<double> train(const Nonlinearity& f, const Start& start, Real rate, const Data& data) {
  Net net({kInputs, 64, 64, 64, kClasses}, f, start, kPictures);
  std::vector<double> errors = {net.error(data.pictures, data.labels)};
  while (int(errors.size()) <= kEpochs) {
    for (int first = 0; first < kPictures; first += kBatch)
      net.learn(data.pictures.view().images(first, kBatch),
                data.labels.view().images(first, kBatch), rate);
    errors.push_back(net.error(data.pictures, data.labels));
  }
  return errors;
}

/// The same three times, from other random weights: of the three errors, the one in the middle.
std::vector<double> median(const Nonlinearity& f, Start start, Real rate, const Data& data) {
  std::array<std::vector<double>, 3> runs;
  for (auto& errors : runs) errors = train(f, start, rate, data), ++start.seed;
  for (std::size_t epoch = 0; epoch < runs[0].size(); ++epoch) {
    const auto [a, b, c] = std::array{runs[0][epoch], runs[1][epoch], runs[2][epoch]};
    runs[0][epoch] = std::max(std::min(a, b), std::min(std::max(a, b), c));
  }
  return runs[0];
}

constexpr int kNamedAt = 6;  // the epoch at which a line bears its name

void draw(Plot& panel, const std::vector<double>& errors, Ink ink, const char* name,
          double name_by) {
  std::vector<std::pair<double, double>> points;
  for (std::size_t epoch = 0; epoch < errors.size(); ++epoch)
    points.emplace_back(double(epoch), 100 * errors[epoch]);
  panel.line(points, ink);
  const auto [epoch, error] = points[kNamedAt];
  panel.say(epoch, error + name_by, name, ink);
}

struct Contestant {
  Nonlinearity f;
  Start start;
  std::array<Real, 3> rates;  ///< the curve of the second is drawn
  Ink ink;
  double name_by;  ///< how far above its curve the name stands
};

/// The first contestant is tanh.
Image experiment(Real largest, const std::array<Contestant, 2>& contestants) {
  fmt::print("pixels from -{0} to {0}\n", largest);
  const Data data(Real(127.5) / largest);
  Net with_tanh({kInputs, 64, 64, 64, kClasses}, kTanh, contestants[0].start, kPictures);
  with_tanh.forward(data.pictures);
  fmt::print("  outputs of the first tanh layer beyond 0.99 at the start: {:.0f}%\n",
             100 * with_tanh.beyond(0, Real(0.99)));
  Plot panel(360, 200, {"epochs", 0, kEpochs, 5},
             {fmt::format("error in %, pixels to {}", largest), 0, 100, 25});
  for (const auto& [f, start, rates, ink, name_by] : contestants) {
    fmt::print("  {}: error after {} epochs,", f.name, kEpochs);
    for (const Real rate : rates) {
      const std::vector<double> errors = median(f, start, rate, data);
      fmt::print(" by rate {}: {:.1f}{}", rate, errors.back(), rate == rates[2] ? "\n" : ",");
      if (rate == rates[1]) draw(panel, errors, ink, f.name, name_by);
    }
  }
  return panel.image();
}

}  // namespace

int main(int argc, char** argv) {
  by_hand();
  for (const Real weight : {1.f, 2.f}) {
    chain(kRelu, weight);
    chain(kTanh, weight);
  }
  const Start paper{0.01f, 1};
  const Image large =
      experiment(127.5f, {{{kTanh, paper, {0.0003f, 0.003f, 0.03f}, kRed, 6},
                           {kRelu, paper, {0.0008f, 0.0016f, 0.0032f}, kBlue, -14}}});
  const auto suits = [](Real factor) { return Start{factor / std::sqrt(Real(kInputs)), factor}; };
  const Image small =
      experiment(1, {{{kTanh, suits(Real(5) / 3), {0.1f, 0.2f, 0.3f}, kRed, -14},
                      {kRelu, suits(std::sqrt(Real(2))), {0.1f, 0.2f, 0.3f}, kBlue, 6}}});
  if (argc < 2) return 0;
  write_png(argv[1], beside({large, small}));
  write_png(std::filesystem::path(argv[1]).parent_path() / "slopes.png",
            beside({draw_slopes(kRelu, kBlue), draw_slopes(kTanh, kRed)}));
}
