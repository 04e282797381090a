// Chapter 5: overlapping pooling. Prints the chapter's numbers and writes its figure.
//
//   chapter_05_demo [FIGURE.png]
#include <fmt/format.h>

#include <cmath>

#include "core/image.h"
#include "data/drawn/drawn.h"
#include "layers/maxpool/maxpool_rungs.h"

using namespace alexnet;

namespace {

constexpr PoolParams kOverlapping{.size = 3, .stride = 2}, kApart{.size = 2, .stride = 2},
    kLargeApart{.size = 3, .stride = 3};

std::string name_of(const PoolParams& p) {
  return fmt::format("size {}, stride {}", p.size, p.stride);
}

void print_map(const std::string& title, ConstTensorView map) {
  fmt::print("{}\n", title);
  for (int y = 0; y < map.shape.h; ++y) {
    for (int x = 0; x < map.shape.w; ++x) fmt::print("{:4}", map(0, 0, y, x));
    fmt::print("\n");
  }
}

Tensor pool(ConstTensorView x, const PoolParams& p) {
  Tensor y("y", pool_output_shape(x.shape, p));
  cpu::naive::maxpool_forward(x, y, p);
  return y;
}

/// What reaches x if every output sends a gradient of 1: how many windows each pixel has won.
Tensor wins(ConstTensorView x, const PoolParams& p) {
  const Tensor y = pool(x, p);
  Tensor grad_y("grad_y", y.shape()), grad_x("grad_x", x.shape);
  fill(grad_y, 1);
  cpu::naive::maxpool_backward(x, grad_y, grad_x, p);
  return grad_x;
}

void by_hand() {
  Tensor x("x", {1, 1, 5, 5});
  constexpr Real kNumbers[] = {1, 5, 2, 0, 3,  //
                               4, 0, 9, 7, 2,  //
                               0, 3, 1, 1, 0,  //
                               2, 6, 0, 4, 8,  //
                               5, 1, 3, 2, 1};
  std::copy(std::begin(kNumbers), std::end(kNumbers), x.data());
  for (const PoolParams& p : {kOverlapping, kApart}) {
    print_map(name_of(p) + ":", pool(x, p));
    print_map("  gradient:", wins(x, p));
  }
}

void count_windows() {
  for (const int pixels : {55, 27, 13, 32})
    fmt::print("{} pixels: {:2} windows of 3 at stride 2, {:2} of 2\n", pixels,
               pool_output_extent(pixels, kOverlapping), pool_output_extent(pixels, kApart));
}

constexpr int kSide = 160, kPictures = 20;

/// Where a drawn picture gets brighter to the right, seen from `shift` pixels further to the right:
/// a map like one that a filter of conv1 makes, after its ReLU.
Tensor edges(const Image& picture, int shift) {
  Tensor map("edges", {1, 1, kSide, kSide});
  const auto brightness = [&](int x, int y) {
    const std::uint8_t* rgb = picture.pixel(x, y);
    return Real(rgb[0] + rgb[1] + rgb[2]) / 3;
  };
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x)
      map.view()(0, 0, y, x) =
          std::max(Real(0), brightness(x + shift + 2, y) - brightness(x + shift, y));
  return map;
}

double norm_of_difference(ConstTensorView a, ConstTensorView b) {
  double sum = 0;
  for (std::int64_t i = 0; i < a.shape.size(); ++i) sum += std::pow(a.data[i] - b.data[i], 2);
  return std::sqrt(sum);
}

/// How much of a map survives pooling, and how much a shift of one pixel changes pooled maps.
void compare_on_pictures() {
  for (const PoolParams& p : {kApart, kOverlapping, kLargeApart}) {
    double winners = 0, moved = 0, size = 0;
    for (int n = 0; n < kPictures; ++n) {
      const Image picture = draw_image(/*label=*/n, kSide + 3, /*seed=*/5, /*index=*/0);
      const Tensor here = edges(picture, 0), there = edges(picture, 1);
      const Tensor pooled = pool(here, p), zero("zero", pooled.shape());
      moved += norm_of_difference(pooled, pool(there, p));
      size += norm_of_difference(pooled, zero);
      const Tensor won = wins(here, p);
      for (const Real windows : won.view().values()) winners += windows > 0;
    }
    fmt::print("{}: {:.0f}% of the pixels win a window; one pixel to the side changes {:.0f}%\n",
               name_of(p), 100 * winners / (double(kPictures) * kSide * kSide), 100 * moved / size);
  }
}

/// A map in grey, each number a block of pixels; `white` is the number that is white.
void paste(Image& sheet, int left, ConstTensorView map, Real white) {
  const int block = kSide / map.shape.w;
  for (int y = 0; y < block * map.shape.h; ++y)
    for (int x = 0; x < block * map.shape.w; ++x) {
      const Real value = std::min(map(0, 0, y / block, x / block) / white, Real(1));
      std::fill_n(sheet.pixel(left + x, y), 3, std::uint8_t(std::lround(255 * value)));
    }
}

/// The square of `side` pixels in the middle.
Tensor middle(ConstTensorView map, int side) {
  Tensor part("middle", {1, 1, side, side});
  const int first = (map.shape.w - side) / 2;
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) part.view()(0, 0, y, x) = map(0, 0, first + y, first + x);
  return part;
}

void draw_figure(const char* path) {
  constexpr int kStep = kSide + 8;
  const Image picture = draw_image(/*label=*/8, kSide + 3, /*seed=*/5, /*index=*/1);
  Image sheet = white_image(4 * kStep + kSide, kSide);
  for (int row = 0; row < kSide; ++row)
    std::copy_n(picture.pixel(1, row), kSide * 3, sheet.pixel(0, row));
  const Tensor map = edges(picture, 0);
  paste(sheet, kStep, map, 80);
  paste(sheet, 2 * kStep, pool(map, kOverlapping), 80);
  paste(sheet, 3 * kStep, pool(map, kApart), 80);
  paste(sheet, 4 * kStep, middle(wins(map, kOverlapping), kSide / 4), 4);
  write_png(path, sheet);
}

}  // namespace

int main(int argc, char** argv) {
  by_hand();
  count_windows();
  compare_on_pictures();
  if (argc > 1) draw_figure(argv[1]);
}
