// Chapter 3: convolution by hand. Prints the chapter's numbers and writes its figure.
//
//   chapter_03_demo [FIGURE.png]    writes filter.png and border.png beside it
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <filesystem>

#include "core/image.h"
#include "data/drawn/drawn.h"
#include "layers/conv/conv_rungs.h"
#include "pictures.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

Tensor tensor_of(const char* name, Shape shape, std::initializer_list<Real> numbers) {
  Tensor tensor(name, shape);
  std::copy(numbers.begin(), numbers.end(), tensor.data());
  return tensor;
}

void print_map(const char* title, ConstTensorView map) {
  fmt::print("{}\n", title);
  for (int y = 0; y < map.shape.h; ++y) {
    for (int x = 0; x < map.shape.w; ++x) fmt::print("{:7.1f}", map(0, 0, y, x));
    fmt::print("\n");
  }
}

void print_convolution(const char* title, const Tensor& x, const Tensor& weight, int stride) {
  const Tensor bias = tensor_of("bias", Shape::vector(1), {0.5f});
  const std::array<ConstTensorView, 1> inputs = {x};
  const ConvParams params{.stride = stride, .pad = 0};
  Tensor y("y", conv_output_shape(std::array{x.shape()}, weight.shape(), params));
  cpu::naive::conv_forward(inputs, weight, bias, y, params);
  print_map(title, y);
}

/// One window after another, over images that fit on paper.
void by_hand() {
  const Tensor x = tensor_of("x", {1, 1, 3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  const Tensor weight = tensor_of("weight", Shape::filters(1, 1, 2, 2), {1, 0, 0, 2});
  print_convolution("stride 1:", x, weight, 1);
  print_convolution("stride 2:", x, weight, 2);
  const Tensor x2 = tensor_of("x of two channels", {1, 2, 3, 3},
                              {1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1});
  const Tensor weight2 =
      tensor_of("weight of two channels", Shape::filters(1, 2, 2, 2), {1, 0, 0, 2, 1, 1, 1, 1});
  print_convolution("two channels, stride 1:", x2, weight2, 1);
}

void count_windows() {
  struct Case {
    const char* layer;
    int image, filter;
    ConvParams params;
  };
  constexpr Case kCases[] = {
      {"conv1", 224, 11, {4, 0}}, {"conv2", 27, 5, {1, 2}}, {"conv3", 13, 3, {1, 1}}};
  for (const auto& [layer, image, filter, params] : kCases)
    fmt::print("{}: {:3} pixels, filter {:2}, stride {}, pad {}: {} windows\n", layer, image,
               filter, params.stride, params.pad, conv_output_extent(image, filter, params));
}

// Four filters designed by hand, 7 x 7 pixels over red, green and blue.
constexpr int kSize = 7;
constexpr const char* kNames[] = {"bright to the right", "bright below", "stripes at 45 degrees",
                                  "red, not green"};

Real designed(int filter, int channel, int ky, int kx) {
  const Real x = Real(kx - kSize / 2), y = Real(ky - kSize / 2);
  const Real fade = std::exp(-(x * x + y * y) / 8);  // weights fall off from the middle
  switch (filter) {
    case 0:
      return fade * x;
    case 1:
      return fade * y;
    case 2:
      return fade * std::cos((x + y) * Real(1.5));
    default:
      return channel == 0 ? fade : channel == 1 ? -fade : 0;
  }
}

/// A map as a grey picture: 0 is grey, what excites the filter white.
void paste_map(Image& sheet, int left, ConstTensorView y, int map) {
  Real largest = 1e-6f;
  for (int i = 0; i < y.shape.map_size(); ++i)
    largest = std::max(largest, std::abs((&y(0, map, 0, 0))[i]));
  for (int row = 0; row < y.shape.h; ++row)
    for (int col = 0; col < y.shape.w; ++col)
      for (int c = 0; c < 3; ++c)
        sheet.pixel(left + col, row)[c] =
            std::uint8_t(std::lround(127.5f * (1 + y(0, map, row, col) / largest)));
}

/// Inside the picture: zeros are mid-grey here, so that darkness beside padding looks like an edge.
void print_strongest(const char* name, ConstTensorView y, int map) {
  int best_row = kSize / 2, best_col = kSize / 2;
  for (int row = kSize / 2; row < y.shape.h - kSize / 2; ++row)
    for (int col = kSize / 2; col < y.shape.w - kSize / 2; ++col)
      if (y(0, map, row, col) > y(0, map, best_row, best_col)) best_row = row, best_col = col;
  fmt::print("{:22} most excited at x={}, y={}\n", name, best_col, best_row);
}

void detectors(const char* figure) {
  constexpr int kSide = 160, kGap = 8;
  const Image picture = draw_image(/*label=*/0, kSide, /*seed=*/3, /*index=*/1);
  Tensor x("picture", {1, 3, kSide, kSide});
  for (int c = 0; c < 3; ++c)
    for (int row = 0; row < kSide; ++row)
      for (int col = 0; col < kSide; ++col)
        x.view()(0, c, row, col) = Real(picture.pixel(col, row)[c]) / 255 - Real(0.5);

  Tensor weight("weight", Shape::filters(4, 3, kSize, kSize)), bias("bias", Shape::vector(4));
  for (int f = 0; f < 4; ++f)
    for (int c = 0; c < 3; ++c)
      for (int ky = 0; ky < kSize; ++ky)
        for (int kx = 0; kx < kSize; ++kx) weight.view()(f, c, ky, kx) = designed(f, c, ky, kx);

  const ConvParams same_size{.stride = 1, .pad = kSize / 2};
  Tensor y("y", {1, 4, kSide, kSide});
  const std::array<ConstTensorView, 1> inputs = {x};
  cpu::conv_forward(inputs, weight, bias, y, same_size);

  Image sheet = white_image(5 * kSide + 4 * kGap, kSide);
  paste(sheet, picture, 0, 0);
  for (int f = 0; f < 4; ++f) {
    paste_map(sheet, (f + 1) * (kSide + kGap), y, f);
    print_strongest(kNames[f], y, f);
  }
  if (!figure) return;
  write_png(figure, sheet);
  write_png(std::filesystem::path(figure).replace_filename("filter.png"), draw_filter());
  write_png(std::filesystem::path(figure).replace_filename("border.png"), draw_border());
}

}  // namespace

int main(int argc, char** argv) {
  by_hand();
  count_windows();
  detectors(argc > 1 ? argv[1] : nullptr);
  fmt::print("conv1 of the paper: 55 * 55 * 96 outputs of 11 * 11 * 3 products: {} multiply-adds\n",
             55 * 55 * 96 * 11 * 11 * 3);
}
