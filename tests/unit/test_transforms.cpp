#include "data/transforms.h"

#include <cmath>
#include <set>

#include "support/pictures.h"
#include "support/tensors.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// 4 x 4 pixels, one channel: 0, 1, ... 15. The mean picture is a tenth of that.
struct Ramp {
  Ramp() {
    preprocessing.statistics.mean_image = Tensor("mean", {1, 1, 4, 4});
    for (int i = 0; i < 16; ++i) {
      picture.push_back(std::uint8_t(i));
      preprocessing.statistics.mean_image.data()[i] = float(i) / 10;
    }
  }
  std::vector<float> cut2(const Crop& crop, MeanCrop mean_crop) {
    preprocessing.mean_crop = mean_crop;
    std::vector<float> result(4, NAN);
    preprocess(picture, preprocessing, crop, 2, result.data());
    return result;
  }
  std::vector<std::uint8_t> picture;
  Preprocessing preprocessing;
};

void check_near(const std::vector<float>& actual, const std::vector<float>& expected) {
  REQUIRE(actual.size() == expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) CHECK(std::abs(actual[i] - expected[i]) < 1e-5f);
}

Statistics photo_statistics() {
  Statistics s;
  s.mean_image = Tensor("mean", {1, 3, 8, 8});
  s.colour_variance = {14830, 1376, 389};  // of ImageNet, as cuda-convnet2 keeps them
  s.colour_direction = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  return s;
}

}  // namespace

TEST_CASE("preprocess: takes the mean at the crop's own place, and mirrors it with the picture") {
  Ramp ramp;
  //  5 6
  //  9 10, each less a tenth of itself
  check_near(ramp.cut2({1, 1}, MeanCrop::same_place), {4.5f, 5.4f, 8.1f, 9.0f});
  check_near(ramp.cut2({1, 1, true}, MeanCrop::same_place), {5.4f, 4.5f, 9.0f, 8.1f});
  check_near(ramp.cut2({0, 2}, MeanCrop::same_place), {1.8f, 2.7f, 5.4f, 6.3f});
}

TEST_CASE("preprocess: the 2012 code always takes the mean's centre, never mirrored") {
  Ramp ramp;
  // The mean's centre is .5 .6 / .9 1.0.
  check_near(ramp.cut2({0, 2}, MeanCrop::centre), {1.5f, 2.4f, 5.1f, 6.0f});
  check_near(ramp.cut2({0, 2, true}, MeanCrop::centre), {2.5f, 1.4f, 6.1f, 5.0f});
}

TEST_CASE("preprocess: colour is shifted and everything divided after the mean is subtracted") {
  Ramp ramp;
  Crop crop{1, 1};
  crop.colour_shift = {1, 100, 100};
  crop.divisor = 2;
  check_near(ramp.cut2(crop, MeanCrop::same_place), {2.75f, 3.2f, 4.55f, 5.0f});
  ramp.preprocessing.divisor = 10;
  check_near(ramp.cut2(crop, MeanCrop::same_place), {0.275f, 0.32f, 0.455f, 0.5f});
}

TEST_CASE(
    "preprocess: a picture of another size than the mean image is refused, and a crop outside") {
  Preprocessing p;
  p.statistics.mean_image = Tensor("mean", {1, 1, 4, 4});
  const std::vector<std::uint8_t> right(16), wrong(25);
  std::vector<float> out(9);
  CHECK_ERROR(preprocess(wrong, p, {0, 0}, 3, out.data()), "25 and 16");
  CHECK_ERROR(preprocess(right, p, {2, 0}, 3, out.data()), "1 and 2");
  CHECK_ERROR(preprocess(right, p, {0, -1}, 3, out.data()), "-1 and 0");
}

TEST_CASE("ten_crops: four corners and centre, then their mirror images") {
  const auto crops = ten_crops(256, 224);
  std::set<std::pair<int, int>> places;
  for (int i = 0; i < 5; ++i) {
    places.insert({crops[i].top, crops[i].left});
    CHECK(!crops[i].mirrored);
    CHECK(crops[i + 5].mirrored);
    CHECK(crops[i + 5].top == crops[i].top);
    CHECK(crops[i + 5].left == crops[i].left);
  }
  CHECK(places == std::set<std::pair<int, int>>{{0, 0}, {0, 32}, {32, 0}, {32, 32}, {16, 16}});
}

TEST_CASE("ten_crops: where the margin is odd, the middle is that of a single view") {
  for (const auto& [side, crop] : {std::pair(256, 227), std::pair(84, 75), std::pair(7, 7)}) {
    INFO(side << " and " << crop);
    const Crop middle = ten_crops(side, crop)[4], single = centre_crop(side, crop);
    CHECK(middle.top == single.top);
    CHECK(middle.left == single.left);
    CHECK(ten_crops(side, crop)[3].top == side - crop);
  }
}

TEST_CASE("random_crop: every place and both reflections come up, equally often") {
  const Statistics statistics = photo_statistics();
  const Augmentation augmentation{true, ColourNoise::none};
  constexpr int kDraws = 9000;
  int count[3][3] = {}, mirrored = 0;
  for (int i = 0; i < kDraws; ++i) {
    const Crop crop =
        random_crop(augmentation, statistics, 8, 6, RandomStream(1, "crop", std::uint64_t(i)));
    REQUIRE((crop.top >= 0 && crop.top <= 2 && crop.left >= 0 && crop.left <= 2));
    ++count[crop.top][crop.left];
    mirrored += crop.mirrored;
    CHECK(crop.divisor == 1);
    CHECK(crop.colour_shift == std::array<float, 3>{});
  }
  for (auto& row : count)
    for (int n : row) CHECK(std::abs(n - 1000) < 5 * std::sqrt(1000.0));
  CHECK(std::abs(mirrored - kDraws / 2) < 5 * std::sqrt(kDraws / 4.0));
}

TEST_CASE("random_crop: colour noise does not depend on whether the picture is mirrored") {
  const Statistics statistics = photo_statistics();
  double squares[2] = {}, fourths[2] = {};
  int count[2] = {};
  for (int i = 0; i < 20000; ++i) {
    const Crop crop = random_crop({true, ColourNoise::eigenvalues}, statistics, 8, 6,
                                  RandomStream(1, "both", std::uint64_t(i)));
    const double shift = crop.colour_shift[0];
    squares[crop.mirrored] += shift * shift;
    fourths[crop.mirrored] += shift * shift * shift * shift;
    ++count[crop.mirrored];
  }
  for (int mirrored : {0, 1}) {
    const double variance = squares[mirrored] / count[mirrored];
    // Ten thousand Gaussian numbers: their variance is right to 1.4%, the fourth moment to 5%.
    CHECK(std::abs(std::sqrt(variance) / 5.816 - 1) < 0.04);
    CHECK(std::abs(fourths[mirrored] / count[mirrored] / (3 * variance * variance) - 1) < 0.2);
  }
}

TEST_CASE("random_crop: colour noise of the paper's text and of the 2012 code") {
  const Statistics statistics = photo_statistics();
  const auto spread = [&](ColourNoise kind, float& divisor) {
    std::array<double, 3> squares{};
    constexpr int kDraws = 4000;
    for (int i = 0; i < kDraws; ++i) {
      const Crop crop =
          random_crop({false, kind}, statistics, 8, 6, RandomStream(1, "noise", std::uint64_t(i)));
      divisor = crop.divisor;
      CHECK(crop.top == 1);  // crops are off: the centre
      CHECK(!crop.mirrored);
      for (int c = 0; c < 3; ++c) squares[c] += double(crop.colour_shift[c]) * crop.colour_shift[c];
    }
    for (double& s : squares) s = std::sqrt(s / kDraws);
    return squares;
  };
  float divisor = 0;
  // Eigenvalues on a scale of 0 ... 1: 0.1 * 14830 / 255 = 5.8 grey levels of brightness.
  const auto paper = spread(ColourNoise::eigenvalues, divisor);
  CHECK(std::abs(paper[0] / 5.816 - 1) < 0.06);
  CHECK(std::abs(paper[2] / 0.1525 - 1) < 0.06);
  CHECK(divisor == 1);
  // Standard deviations: 0.1 * 121.8 = 12.2 levels.
  const auto release = spread(ColourNoise::standard_deviations, divisor);
  CHECK(std::abs(release[0] / 12.18 - 1) < 0.06);
  CHECK(std::abs(release[1] / 3.709 - 1) < 0.06);
  CHECK(divisor == 1.1f);
}

TEST_CASE("random_crop: each component of the colour noise has a random number of its own") {
  Statistics statistics = photo_statistics();
  statistics.colour_variance = {14830, 14830, 14830};  // along the axes of red, green and blue
  double products[3] = {}, squares[3] = {};
  for (int i = 0; i < 2000; ++i) {
    const Crop crop = random_crop({.crops_and_reflections = false}, statistics, 8, 8,
                                  RandomStream(1, "crop", std::uint64_t(i)));
    for (int c = 0; c < 3; ++c) {
      products[c] += double(crop.colour_shift[c]) * crop.colour_shift[(c + 1) % 3];
      squares[c] += double(crop.colour_shift[c]) * crop.colour_shift[c];
    }
  }
  for (int c = 0; c < 3; ++c)  // correlations: 0.022 of them are one standard deviation
    CHECK(std::abs(products[c]) / std::sqrt(squares[c] * squares[(c + 1) % 3]) < 0.1);
}

TEST_CASE("random_crop: colour is shifted along the eigenvectors, which are rows") {
  Statistics statistics = photo_statistics();
  statistics.colour_variance = {14830, 0, 0};  // of the first alone
  statistics.colour_direction = {{{0.6f, 0.8f, 0}, {-0.8f, 0.6f, 0}, {0, 0, 1}}};
  const Crop crop = random_crop({false, ColourNoise::eigenvalues}, statistics, 8, 6,
                                RandomStream(1, "direction", 0));
  CHECK(crop.colour_shift[0] != 0);
  CHECK(crop.colour_shift[1] == Approx(crop.colour_shift[0] * 0.8 / 0.6));
  CHECK(crop.colour_shift[2] == 0);
}

TEST_CASE("random_crop: a variance that rounding made negative gives no noise, and no NaN") {
  Statistics statistics = photo_statistics();  // of pictures whose colours are all grey
  statistics.colour_variance = {14830, -1e-4f, -1e-4f};
  for (const ColourNoise kind : {ColourNoise::eigenvalues, ColourNoise::standard_deviations}) {
    const Crop crop = random_crop({false, kind}, statistics, 8, 6, RandomStream(1, "grey", 0));
    CHECK(crop.colour_shift[0] != 0);
    for (int c : {1, 2}) CHECK(std::abs(crop.colour_shift[c]) < 1e-3f);
  }
}
