// The drawn data set: pictures are a function of their arguments, scenes do not depend on the size
// they are drawn at, and colours vary as those of photographs do.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <set>
#include <utility>

#include "core/check.h"
#include "data/drawn/classes.h"
#include "data/drawn/drawn.h"
#include "data/drawn/objects.h"
#include "support/catch.h"

using namespace alexnet;

namespace {

constexpr std::uint64_t kSeed = 7;

int class_count() { return int(drawn_class_names().size()); }

double mean_difference(const Image& a, const Image& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.rgb.size(); ++i) sum += std::abs(int(a.rgb[i]) - int(b.rgb[i]));
  return sum / double(a.rgb.size());
}

/// Half the side: each pixel is the mean of the four under it.
Image halved(const Image& image) {
  Image half(image.width / 2, image.height / 2);
  for (int y = 0; y < half.height; ++y)
    for (int x = 0; x < half.width; ++x)
      for (int c = 0; c < 3; ++c) {
        const int sum = image.pixel(2 * x, 2 * y)[c] + image.pixel(2 * x + 1, 2 * y)[c] +
                        image.pixel(2 * x, 2 * y + 1)[c] + image.pixel(2 * x + 1, 2 * y + 1)[c];
        half.pixel(x, y)[c] = std::uint8_t((sum + 2) / 4);
      }
  return half;
}

using Matrix = std::array<std::array<double, 3>, 3>;

/// How red, green and blue vary together, over all pixels of twenty pictures of each class.
Matrix colour_covariance() {
  std::array<double, 3> sum{};
  Matrix products{};
  double pixels = 0;
  for (int label = 0; label < class_count(); ++label)
    for (std::uint64_t index = 0; index < 20; ++index) {
      const Image image = draw_image(label, 16, kSeed, index);
      for (std::size_t i = 0; i < image.rgb.size(); i += 3, ++pixels)
        for (int a = 0; a < 3; ++a) {
          sum[a] += image.rgb[i + a];
          for (int b = 0; b < 3; ++b) products[a][b] += image.rgb[i + a] * double(image.rgb[i + b]);
        }
    }
  for (int a = 0; a < 3; ++a)
    for (int b = 0; b < 3; ++b)
      products[a][b] = products[a][b] / pixels - sum[a] / pixels * (sum[b] / pixels);
  return products;
}

}  // namespace

TEST_CASE("a drawn picture is a function of its arguments", "[drawn]") {
  const Image image = draw_image(3, 48, kSeed, 11);
  CHECK(draw_image(3, 48, kSeed, 11).rgb == image.rgb);
  CHECK(draw_image(3, 48, kSeed, 12).rgb != image.rgb);
  CHECK(draw_image(3, 48, kSeed + 1, 11).rgb != image.rgb);
  CHECK(draw_image(4, 48, kSeed, 11).rgb != image.rgb);
}

TEST_CASE("pictures with other arguments are other scenes, not the same with other noise",
          "[drawn]") {
  const Image image = draw_image(3, 48, kSeed, 11);
  CHECK(mean_difference(image, draw_image(3, 48, kSeed, 12)) > 15);
  CHECK(mean_difference(image, draw_image(3, 48, kSeed + 1, 11)) > 15);
  CHECK(mean_difference(image, draw_image(4, 48, kSeed, 11)) > 15);
}

TEST_CASE("every drawn class has a name of its own", "[drawn]") {
  const auto names = drawn_class_names();
  REQUIRE(names.size() >= 24);
  CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
  CHECK(std::none_of(names.begin(), names.end(), [](const auto& name) { return name.empty(); }));
}

TEST_CASE("every class can be drawn at any size", "[drawn]") {
  for (int label = 0; label < class_count(); ++label)
    for (int side : {1, 7, 32, 56, 224}) {
      const Image image = draw_image(label, side, kSeed, 5);
      REQUIRE(image.width == side);
      REQUIRE(image.height == side);
      REQUIRE(image.rgb.size() == std::size_t(side) * side * 3);
      const auto [least, most] = std::minmax_element(image.rgb.begin(), image.rgb.end());
      if (side >= 32) CHECK(*most - *least > 60);
    }
}

TEST_CASE("a scene is the same at twice the size", "[drawn]") {
  // Noise is drawn per pixel and edges are as wide as a pixel, so the pictures are close, not
  // equal.
  double sum = 0;
  for (int label = 0; label < class_count(); ++label) {
    const double difference =
        mean_difference(draw_image(label, 56, kSeed, 2), halved(draw_image(label, 112, kSeed, 2)));
    CHECK(difference < 9);
    sum += difference;
  }
  CHECK(sum / class_count() < 5.5);
}

TEST_CASE("a label that is no class and a side without pixels are refused", "[drawn]") {
  CHECK_THROWS_AS(draw_image(-1, 32, kSeed, 0), Error);
  CHECK_THROWS_AS(draw_image(class_count(), 32, kSeed, 0), Error);
  CHECK_THROWS_AS(draw_image(0, 0, kSeed, 0), Error);
  CHECK_THROWS_AS(draw_image(0, -5, kSeed, 0), Error);
}

TEST_CASE("colours vary as in photographs: most in brightness", "[drawn]") {
  const Matrix covariance = colour_covariance();
  const double total = covariance[0][0] + covariance[1][1] + covariance[2][2];

  // The first principal component: where repeated multiplication turns any vector.
  std::array<double, 3> axis{1, 0, 0};
  double length = 0;
  for (int step = 0; step < 100; ++step) {
    std::array<double, 3> next{};
    for (int a = 0; a < 3; ++a)
      for (int b = 0; b < 3; ++b) next[a] += covariance[a][b] * axis[b];
    length = std::hypot(next[0], next[1], next[2]);
    for (int a = 0; a < 3; ++a) axis[a] = next[a] / length;
  }
  const double cosine_to_grey = (axis[0] + axis[1] + axis[2]) / std::sqrt(3.0);
  CHECK(cosine_to_grey > 0.98);
  CHECK(length / total > 0.75);  // of photographs: about 0.9

  // Blue-yellow comes second: red and blue go together less than either goes with green.
  CHECK(covariance[0][2] < covariance[0][1]);
  CHECK(covariance[0][2] < covariance[1][2]);
}

TEST_CASE("shapes stay inside the disc of radius 1 and contain a good part of it", "[drawn]") {
  for (const drawn::DrawnClass& c : drawn::classes()) {
    if (!c.shape) continue;
    RandomSequence random(RandomStream(kSeed, c.name));
    for (int trial = 0; trial < 20; ++trial) {
      const drawn::Knobs knobs = drawn::random_knobs(random);
      int inside = 0, beyond = 0;
      for (int y = -30; y <= 30; ++y)
        for (int x = -30; x <= 30; ++x) {
          const drawn::Vec2 p{float(x) / 20, float(y) / 20};
          if (c.shape(p, knobs) > 0) continue;
          ++inside;
          if (drawn::length(p) > 1.03f) ++beyond;
        }
      INFO(c.name);
      CHECK(beyond == 0);
      CHECK(inside > 150);  // of about 1257 points in the disc
    }
  }
}

TEST_CASE("what stands in front hides at most a fifth of the object", "[drawn]") {
  int shown = 0, trials = 0;
  for (const drawn::DrawnClass& c : drawn::classes()) {
    RandomSequence random(RandomStream(kSeed, c.name));
    const drawn::Palette palette = drawn::random_palette(random);
    for (int trial = 0; trial < 20; ++trial, ++trials) {
      const drawn::Piece object = drawn::random_object(c, palette, random).front();
      const auto front = drawn::random_foreground(object, palette, random);
      if (!front) continue;
      ++shown;
      CHECK(drawn::hidden_part(object, *front) <= 0.2f);
    }
  }
  CHECK(shown > trials / 2);  // so the limit does not remove most of them
}
