// Chapter 1: images, tensors, memory. Prints the chapter's numbers and writes its figure.
//
//   chapter_01_demo [FIGURE.png]
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/image.h"
#include "core/tensor.h"
#include "data/dataset.h"
#include "data/drawn/drawn.h"

using namespace alexnet;

namespace {

/// Where the elements of a small tensor lie.
void offsets() {
  const Shape shape{2, 3, 2, 4};
  fmt::print("{} has {} elements, an image {}, a map {}\n", to_text(shape), shape.size(),
             shape.image_size(), shape.map_size());
  for (int n = 0; n < shape.n; ++n)
    for (int c = 0; c < shape.c; ++c) {
      fmt::print("n={} c={}:", n, c);
      for (int y = 0; y < shape.h; ++y) {
        for (int x = 0; x < shape.w; ++x) fmt::print(" {:2}", shape.offset(n, c, y, x));
        fmt::print("{}", y + 1 < shape.h ? " |" : "\n");
      }
    }
}

/// One pixel of a picture, as a file keeps it and as a tensor does.
void two_orders(const Image& picture) {
  const int side = picture.width, x = side / 2, y = side / 2;
  std::vector<std::uint8_t> planes(std::size_t(3) * side * side);
  to_planes(picture, 3, side, planes.data());
  const std::uint8_t* pixel = picture.pixel(x, y);
  fmt::print("pixel ({}, {}): red {}, green {}, blue {}\n", x, y, pixel[0], pixel[1], pixel[2]);
  const Shape shape{1, 3, side, side};
  for (int c = 0; c < 3; ++c)
    fmt::print("  channel {}: byte {:5} of the pixels, byte {:5} of the planes, both {}\n", c,
               (y * side + x) * 3 + c, shape.offset(0, c, y, x), planes[shape.offset(0, c, y, x)]);
}

/// Views are windows on memory that something else owns.
void views() {
  Tensor batch("batch", {4, 3, 8, 8});
  const TensorView second = batch.view().images(1, 2);  // images 1 and 2
  second(0, 0, 0, 0) = 7;
  fmt::print("{} of {}: element 0 of the view is element {} of the tensor, now {}\n",
             to_text(second.shape), to_text(batch.shape()), second.data - batch.data(),
             batch.view()(1, 0, 0, 0));
}

/// The sizes of a batch, an output, and weights, in bytes.
void sizes() {
  const auto print = [](const char* what, const Shape& shape) {
    fmt::print("{:24} {:32} {:8.1f} MiB\n", what, to_text(shape),
               double(shape.size()) * sizeof(Real) / (1 << 20));
  };
  print("a batch of photographs", {128, 3, 224, 224});
  print("conv1's output", {128, 96, 55, 55});
  print("conv1's filters", Shape::filters(96, 3, 11, 11));
  print("fc6's weights", Shape::matrix(4096, 9216));
}

/// The picture, and each channel by itself: in its own colour, and as the grey map that it is.
void write_figure(const Image& picture, const char* path) {
  const int side = picture.width, gap = 8;
  Image sheet = white_image(4 * side + 3 * gap, 2 * side + gap);
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) {
      const std::uint8_t* from = picture.pixel(x, y);
      std::copy_n(from, 3, sheet.pixel(x, y));
      for (int c = 0; c < 3; ++c) {
        std::uint8_t* coloured = sheet.pixel((c + 1) * (side + gap) + x, y);
        std::uint8_t* grey = sheet.pixel((c + 1) * (side + gap) + x, side + gap + y);
        std::fill_n(coloured, 3, std::uint8_t(0));
        coloured[c] = from[c];
        std::fill_n(grey, 3, from[c]);
      }
    }
  write_png(path, sheet);
}

}  // namespace

int main(int argc, char** argv) {
  const Image picture = draw_image(/*label=*/0, /*side=*/128, /*seed=*/3, /*index=*/1);
  offsets();
  two_orders(picture);
  views();
  sizes();
  if (argc > 1) write_figure(picture, argv[1]);
}
