#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "inspect/exciting_patches.h"
#include "inspect/filters.h"
#include "inspect/neighbours.h"
#include "inspect/spectrum.h"
#include "support/catch.h"
#include "support/networks.h"
#include "support/pictures.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// Stripes at this angle to the horizontal, counter-clockwise as they are seen.
Tensor grating(int side, float angle, float frequency, int channels = 3) {
  Tensor filters("f", Shape::filters(1, channels, side, side));
  const float across = (angle - 90) * std::numbers::pi_v<float> / 180;
  for (int c = 0; c < channels; ++c)
    for (int y = 0; y < side; ++y)
      for (int x = 0; x < side; ++x)
        filters.view()(0, c, y, x) =
            std::cos(2 * std::numbers::pi_v<float> * frequency *
                     (std::cos(across) * float(x) - std::sin(across) * float(y)));
  return filters;
}

/// Angles are alike modulo 180 degrees.
float angle_between(float a, float b) {
  const float d = std::fmod(std::abs(a - b), 180.0f);
  return std::min(d, 180 - d);
}

}  // namespace

TEST_CASE("spectrum: a grating's angle and frequency are found") {
  for (float angle : {0.0f, 30.0f, 45.0f, 90.0f, 135.0f, 160.0f})
    for (float frequency : {0.15f, 0.25f, 0.35f}) {
      const Spectrum spectrum = power_spectrum(grating(11, angle, frequency), 0);
      INFO("angle " << angle << ", frequency " << frequency);
      REQUIRE(spectrum.has_peak);
      // The peak lies in a bin of 1/32 by 1/32: no further from its middle than the corners are.
      const float corner = std::sqrt(2.0f) / 64;
      const float degrees = 180 / std::numbers::pi_v<float> * std::atan(corner / frequency);
      CHECK(angle_between(spectrum.stripe_angle, angle) <= degrees);
      CHECK(std::abs(spectrum.frequency - frequency) <= corner);
      CHECK(spectrum.oriented_share > 0.5f);
    }
}

TEST_CASE("spectrum: stripes as narrow as can be have their power at both edges of it") {
  Tensor filters("f", Shape::filters(1, 1, 12, 12));
  for (int y = 0; y < 12; ++y)  // half a cycle per row, an eighth per column
    for (int x = 0; x < 12; ++x)
      filters.view()(0, 0, y, x) = std::cos(std::numbers::pi_v<float> * (float(y) + float(x) / 4));
  const Spectrum spectrum = power_spectrum(filters, 0);
  CHECK(std::abs(spectrum.frequency - std::hypot(0.5f, 0.125f)) < 0.03f);
  CHECK(spectrum.oriented_share > 0.5f);
}

TEST_CASE("spectrum: stripes that rise to the right stand at 45 degrees") {
  Tensor filters("f", Shape::filters(1, 1, 8, 8));
  for (int y = 0; y < 8; ++y)
    for (int x = 0; x < 8; ++x) filters.view()(0, 0, y, x) = (x + y) % 4 < 2 ? 1 : -1;
  CHECK(std::abs(power_spectrum(filters, 0).stripe_angle - 45) < 4);
}

TEST_CASE("spectrum: a constant kernel and one of zeros have no peak") {
  Tensor filters("f", Shape::filters(2, 3, 7, 7));
  for (int i = 0; i < 147; ++i) filters.data()[i] = 0.37f;
  for (int f : {0, 1}) {
    const Spectrum spectrum = power_spectrum(filters, f);
    CHECK_FALSE(spectrum.has_peak);
    CHECK(spectrum_picture(spectrum).width == Spectrum::kSide);
  }
}

TEST_CASE("spectrum: all channels count, and the picture shows amplitudes") {
  Tensor filters = grating(11, 30, 0.25f);
  std::fill_n(filters.data(), 2 * 121, 0.0f);  // stripes in the last channel only
  const Spectrum spectrum = power_spectrum(filters, 0);
  REQUIRE(spectrum.has_peak);
  CHECK(angle_between(spectrum.stripe_angle, 30) < 8);
  const float largest = *std::max_element(spectrum.power.begin(), spectrum.power.end());
  const Image picture = spectrum_picture(spectrum);
  for (std::size_t i = 0; i < spectrum.power.size(); ++i)
    CHECK(std::abs(picture.rgb[3 * i] - 255 * std::sqrt(spectrum.power[i] / largest)) < 0.51f);
}

TEST_CASE("spectrum: noise has no orientation") {
  Tensor filters("f", Shape::filters(1, 3, 11, 11));
  const RandomStream stream(1, "noise", 0);
  for (int i = 0; i < 363; ++i) filters.data()[i] = float(stream.bits(i) % 1000) / 500 - 1;
  CHECK(power_spectrum(filters, 0).oriented_share < 0.3f);
}

TEST_CASE("filter tile: black, mid-grey and white lie where the range says") {
  Tensor filters("f", Shape::filters(2, 3, 1, 3));
  const TensorView f = filters;
  for (int c = 0; c < 3; ++c) f(0, c, 0, 0) = -2, f(0, c, 0, 2) = 6;
  f(1, 0, 0, 1) = 2;
  const Image symmetric = filter_tile(filters, 0, symmetric_range(filters.view().values()));
  CHECK(symmetric.pixel(0, 0)[0] == 85);   // -2 of -6 ... 6
  CHECK(symmetric.pixel(1, 0)[0] == 128);  // 0
  CHECK(symmetric.pixel(2, 0)[0] == 255);
  const Image full = filter_tile(filters, 0, full_range(filters.view().values()));
  CHECK(full.pixel(0, 0)[0] == 0);
  CHECK(full.pixel(1, 0)[0] == 64);
  CHECK(full.pixel(2, 0)[0] == 255);
  const Image red = filter_tile(filters, 1, {0, 2});
  CHECK(red.pixel(1, 0)[0] == 255);
  CHECK(red.pixel(1, 0)[1] == 0);
  CHECK(filter_tile(filters, 1, {3, 3}).pixel(0, 0)[0] <= 128);  // no scale: no division by zero
}

TEST_CASE("filter tile: of kernels over many maps, one map's weights in grey") {
  Tensor filters("f", Shape::filters(1, 4, 1, 2));
  for (int c = 0; c < 4; ++c) filters.view()(0, c, 0, 1) = float(c) - 1;
  const std::uint8_t expected[] = {0, 128, 255};
  for (const int channel : {0, 1, 2}) {
    const Image tile = filter_tile(filters, 0, {-1, 1}, channel);
    for (int c = 0; c < 3; ++c) CHECK(tile.pixel(1, 0)[c] == expected[channel]);
  }
}

TEST_CASE("exciting patches: what a kernel looks for is found where it lies") {
  // Black pictures with one white square each, further right and larger from picture to picture.
  ImageSource source = random_source(4, 2, 56);
  source.read = [](int index) {
    Image image(56, 56);
    for (int y = 20; y < 27; ++y)
      for (int x = 0; x <= index + 1; ++x)
        std::fill_n(image.pixel(10 + 4 * index + x, y), 3, std::uint8_t{255});
    return image;
  };
  const Dataset data = load(source, 56);
  Preprocessing preprocessing = preprocessing_of(data);
  fill(preprocessing.statistics.mean_image, 0);
  Network network(small_demo(), Placement{}, 4);
  network.initialize(1);
  fill(network.parameters()[0]->value, 0.01f);  // every kernel of tower a: the sum of what it sees
  fill(network.parameters()[1]->value, 0);

  const Dataset small = load(random_source(4, 2, 40), 40),
                other = load(random_source(4, 2, 60), 60);
  CHECK_ERROR(exciting_patches(network, small, preprocessing, 3), "do not fit", "40 x 40");
  CHECK_ERROR(exciting_patches(network, other, preprocessing, 3), "60 x 60", "56 x 56");

  int done = 0;
  const auto towers = exciting_patches(network, data, preprocessing, 3, [&](int n) { done = n; });
  CHECK(done == 4);
  REQUIRE(towers.size() == 2);
  CHECK(towers[0].node == "conv1a");
  CHECK(towers[0].crop_side == 48);
  const std::vector<ExcitingPatch>& patches = towers[0].by_kernel[0];
  REQUIRE(patches.size() == 3);
  CHECK(patches[0].index == 3);  // the largest square
  CHECK(patches[1].index == 2);
  CHECK(patches[0].answer > patches[1].answer);
  // All of the largest square, 5 x 7 pixels from (22, 20), lies within the patch.
  CHECK(patches[0].left <= 22);
  CHECK(patches[0].left + towers[0].width >= 27);
  const Image patch = patch_image(data, towers[0], patches[0]);
  CHECK(patch.width == 7);
  int white = 0;
  for (std::uint8_t value : patch.rgb) white += value == 255;
  CHECK(white >= 5 * 6 * 3);
}

TEST_CASE("patch image: white beyond the crop that the network read, though the picture goes on") {
  const Dataset data = load(random_source(1, 1, 8), 8);
  const Image picture = to_image(data, 0);
  TowerPatches tower;
  tower.height = tower.width = 4;
  for (const int crop_side : {8, 4}) {  // all of the picture; its rows and columns 2 ... 5
    tower.crop_side = crop_side;
    const int begin = (8 - crop_side) / 2, end = begin + crop_side;
    for (const int top : {begin - 3, begin, end - 1})
      for (const int left : {begin - 1, end - 2}) {
        const Image patch = patch_image(data, tower, {0, top, left, 0});
        for (int y = 0; y < 4; ++y)
          for (int x = 0; x < 4; ++x) {
            const int row = top + y, column = left + x;
            INFO("row " << row << ", column " << column << ", crop of " << crop_side);
            const bool seen = row >= begin && row < end && column >= begin && column < end;
            CHECK(patch.pixel(x, y)[1] == (seen ? picture.pixel(column, row)[1] : 255));
          }
      }
  }
}

TEST_CASE("neighbours by pixels: a picture is its own nearest, and others stand by distance") {
  ImageSource source = random_source(4, 1, 8);
  source.read = [](int index) { return flat_image(8, 8, std::uint8_t(10 * index), 0, 0); };
  const Dataset data = load(source, 8);
  const std::vector<int> asked = {2};
  const auto found = nearest_by_pixels(data, data, asked, 3);
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].size() == 3);
  CHECK(found[0][0].index == 2);
  CHECK(found[0][0].distance == 0);
  CHECK(found[0][1].index == 1);  // as far as 3: the lower index first
  CHECK(found[0][1].distance == 80);
  CHECK(found[0][2].index == 3);
  CHECK_ERROR(nearest_by_pixels(data, load(source, 4), asked, 3), "4 x 4", "8 x 8");
}

TEST_CASE("neighbours by pixels: every channel counts, and pictures asked about are the queries'") {
  const auto flat = [](std::vector<std::array<std::uint8_t, 3>> colours) {
    ImageSource source = random_source(int(colours.size()), 1, 8);
    source.read = [colours](int i) {
      return flat_image(8, 8, colours[std::size_t(i)][0], colours[std::size_t(i)][1],
                        colours[std::size_t(i)][2]);
    };
    return load(source, 8);
  };
  const Dataset data = flat({{50, 0, 90}, {50, 30, 40}, {90, 0, 0}});
  const Dataset queries = flat({{0, 0, 0}, {50, 0, 0}});
  const std::vector<int> asked = {1};
  const auto found = nearest_by_pixels(data, queries, asked, 3);
  CHECK(found[0][0].index == 2);  // 40 in red
  CHECK(found[0][0].distance == 8 * 40);
  CHECK(found[0][1].index == 1);  // 30 in green and 40 in blue
  CHECK(found[0][1].distance == 8 * 50);
  CHECK(found[0][2].distance == 8 * 90);
}
