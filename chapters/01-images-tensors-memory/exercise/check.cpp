// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>

#include <vector>

#include "core/rng.h"
#include "exercises.h"
#include "support/exercise.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

const Shape kShape{2, 3, 4, 5};

// The last element of a shape with 2^33 of them. Even 2^32 would be counted right by an unsigned.
const Shape kLarge{65536, 65536, 1, 2};
const Place kLast{65535, 65535, 0, 1};
constexpr std::int64_t kLastOffset = 8589934591;

std::string to_text(const Place& p) {
  return fmt::format("n={} c={} y={} x={}", p.n, p.c, p.y, p.x);
}

void check_offset_of(Report& report) {
  for (const Place& place :
       {Place{0, 0, 0, 0}, {0, 0, 0, 1}, {0, 0, 1, 0}, {0, 1, 0, 0}, {1, 0, 0, 0}, {1, 2, 3, 4}})
    report.compare(to_text(place), double(offset_of(kShape, place)),
                   double(kShape.offset(place.n, place.c, place.y, place.x)));
  report.compare("beyond 2^31", double(offset_of({4096, 256, 64, 64}, {4095, 255, 63, 63})),
                 4294967295.0);
  report.compare("beyond 2^32", double(offset_of(kLarge, kLast)), double(kLastOffset));
}

void check_place_of(Report& report) {
  for (const Place& place :
       {Place{0, 0, 0, 0}, {0, 0, 0, 4}, {0, 0, 3, 0}, {0, 2, 0, 0}, {1, 0, 0, 0}, {1, 2, 3, 4}}) {
    const std::int64_t offset = kShape.offset(place.n, place.c, place.y, place.x);
    const std::string yours = to_text(place_of(kShape, offset)), expected = to_text(place);
    report.check(fmt::format("element {} is {}", offset, expected), yours == expected,
                 "yours " + yours);
  }
  const std::string yours = to_text(place_of(kLarge, kLastOffset));
  report.check(fmt::format("beyond 2^32: element {} is {}", kLastOffset, to_text(kLast)),
               yours == to_text(kLast), "yours " + yours);
}

void check_put_picture(Report& report) {
  constexpr int kHeight = 3, kWidth = 4;
  std::vector<std::uint8_t> pixels;
  for (int i = 0; i < kHeight * kWidth * 3; ++i) pixels.push_back(std::uint8_t(7 * i));
  Tensor yours("yours", {2, 3, kHeight, kWidth}), expected("expected", yours.shape());
  for (int i = 0; i < int(pixels.size()); ++i)
    expected.view()(1, i % 3, i / 3 / kWidth, i / 3 % kWidth) = Real(pixels[std::size_t(i)]) - 100;
  put_picture(pixels, 100, 1, yours);
  report.compare("the second picture of a batch, the first as it was", yours, expected, exact());
}

void check_channel_means(Report& report) {
  Tensor x("x", {5, 3, 6, 7});
  fill_normal(x, RandomStream(1, "x"), 0, 1);
  Tensor expected("expected", Shape::vector(3)), yours("yours", Shape::vector(3));
  for (std::int64_t i = 0; i < x.shape().size(); ++i)
    expected.data()[i / x.shape().map_size() % 3] += x.data()[i] / Real(5 * 6 * 7);
  channel_means(x, yours);
  report.compare("pictures of noise", yours, expected, {1e-4});
  fill(x, 100'000.25f);
  fill(expected, 100'000.25f);
  channel_means(x, yours);
  report.compare("every number alike, and large", yours, expected, {1e-7});
}

}  // namespace

int main(int argc, char** argv) {
  return check_exercises(argc, argv,
                         {{"from a place to an offset", check_offset_of},
                          {"from an offset to a place", check_place_of},
                          {"from pixels to planes", check_put_picture},
                          {"means", check_channel_means}});
}
