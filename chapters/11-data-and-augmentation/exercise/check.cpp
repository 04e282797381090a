// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>

#include <cmath>

#include "core/rng.h"
#include "data/transforms.h"
#include "exercises.h"
#include "support/exercise.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

void check_cut(Report& report) {
  constexpr int kSide = 8, kCrop = 5;
  std::vector<std::uint8_t> bytes(3 * kSide * kSide);
  Tensor picture("picture", {1, 3, kSide, kSide});
  Preprocessing preprocessing;
  preprocessing.statistics.mean_image = Tensor("mean", picture.shape());
  const TensorView mean = preprocessing.statistics.mean_image;
  const RandomStream stream(11, "picture");
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = std::uint8_t(stream.below(256, i));
    picture.data()[i] = Real(bytes[i]);
    mean.data[i] = Real(100 + i % 50);
  }
  for (const bool mirrored : {false, true})
    for (const auto& [top, left] : {std::pair{0, 0}, {3, 3}, {1, 2}}) {
      Tensor expected("expected", {1, 3, kCrop, kCrop}), yours("yours", expected.shape());
      const Crop crop{.top = top, .left = left, .mirrored = mirrored};
      preprocess(bytes, preprocessing, crop, kCrop, expected.data());
      cut_out(picture, mean, top, left, mirrored, yours);
      report.compare(fmt::format("at {}, {}{}", top, left, mirrored ? ", mirrored" : ""), yours,
                     expected, exact());
    }
}

void check_views(Report& report) {
  for (const auto& [side, size] : {std::pair{256, 224}, {56, 48}, {33, 28}}) {
    const auto expected = ten_crops(side, size);
    const auto yours = ten_views(side, size);
    report.compare(fmt::format("{} of {}: how many", size, side), double(yours.size()), 10);
    for (std::size_t i = 0; i < std::min<std::size_t>(10, yours.size()); ++i) {
      const View& a = yours[i];
      const Crop& b = expected[i];
      report.check(fmt::format("{} of {}: view {}", size, side, i),
                   a.top == b.top && a.left == b.left && a.mirrored == b.mirrored,
                   fmt::format("yours top {}, left {}, mirrored {}, expected {}, {}, {}", a.top,
                               a.left, a.mirrored, b.top, b.left, b.mirrored));
    }
  }
}

void check_colour(Report& report) {
  const auto same = [&](const char* what, std::array<double, 3> middle,
                        std::array<double, 3> direction, double along, double across) {
    const RandomStream stream(11, what);
    std::vector<std::array<double, 3>> pixels;
    for (std::uint64_t i = 0; i < 2000; ++i) {
      std::array<double, 3> pixel = middle;
      const double amount = along * double(stream.normal(4 * i));
      for (std::size_t c = 0; c < 3; ++c)
        pixel[c] += amount * direction[c] + across * double(stream.normal(4 * i + 1 + c));
      pixels.push_back(pixel);
    }
    const auto yours = principal_colour(pixels);
    double product = 0, length = 0;
    for (std::size_t c = 0; c < 3; ++c) {
      product += yours[c] * direction[c];
      length += yours[c] * yours[c];
    }
    report.check(
        what, std::abs(product) > 0.999 && std::abs(length - 1) < 1e-6,
        fmt::format("yours {:.3f} {:.3f} {:.3f}, expected about {:.3f} {:.3f} {:.3f} or "
                    "its negative",
                    yours[0], yours[1], yours[2], direction[0], direction[1], direction[2]));
  };
  same("brightness", {0, 0, 0}, {0.577, 0.577, 0.577}, 50, 5);
  same("brightness, far from black", {130, 120, 100}, {0.577, 0.577, 0.577}, 50, 5);
  same("red against blue, in a yellowish picture", {200, 200, 50}, {0.707, 0, -0.707}, 30, 3);
  same("a mixture", {90, 10, 200}, {0.6, -0.48, 0.64}, 20, 1);
}

void check_shared(Report& report) {
  const auto same = [&](const char* what, double yours, double expected) {
    report.check(what, std::abs(yours - expected) < 1e-3,
                 fmt::format("yours {:.3f}, expected {:.3f}", yours, expected));
  };
  same("one picture, its own crop", log2_of_batches(256, 224, 1, 1), 11.089);
  same("128 pictures, each its own crop", log2_of_batches(256, 224, 128, 1), 1419.365);
  same("128 pictures, 32 share one", log2_of_batches(256, 224, 128, 32), 44.355);
  same("40 pictures, 32 share one", log2_of_batches(256, 224, 40, 32), 22.178);
  same("crops of 48 in 56", log2_of_batches(56, 48, 1, 1), 7.340);
}

}  // namespace

int main(int argc, char** argv) {
  return check_exercises(argc, argv,
                         {{"cutting out", check_cut},
                          {"ten views", check_views},
                          {"the direction of most colour", check_colour},
                          {"crops that are shared", check_shared}});
}
