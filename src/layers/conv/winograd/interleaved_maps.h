#pragma once
#include <algorithm>

#include "core/scratch.h"
#include "layers/gemm/cpu_tile.h"

namespace alexnet::cpu::winograd {

/// kVector maps of an image, pixel by pixel: a pixel is a vector, with one number from each map.
/// (In a tensor, maps lie one after another, so the numbers of a pixel are far apart.)
class InterleavedMaps {
 public:
  InterleavedMaps(int height, int width)
      : width_(width), pixels_(std::int64_t{height} * width), memory_(pixels_ * kVector) {}

  Real* at(int y, int x) { return memory_.data() + (std::int64_t{y} * width_ + x) * kVector; }

  /// Reads `count` maps of height x width, with their corner at (top, left); zeros elsewhere.
  void read(const Real* const* maps, int count, int height, int width, int top, int left) {
    std::fill_n(memory_.data(), pixels_ * kVector, Real(0));
    for_each_square(height, width, [&](int first, int pixels, auto at_pixel) {
      Square square = {};
      for (int j = 0; j < count; ++j)
        copy_row<kVector>(element(square, j, 0), maps[j] + first, pixels);
      transpose(square);
      for (int i = 0; i < pixels; ++i)
        at_pixel([&](int y, int x) { store(at(top + y, left + x), square[i]); });
    });
  }

  /// The other way: writes the pixels from (0, 0) on to the maps, plus a bias for each map.
  void write(Real* const* maps, const Real* bias, int count, int height, int width) {
    for_each_square(height, width, [&](int first, int pixels, auto at_pixel) {
      Square square = {};
      for (int i = 0; i < pixels; ++i) at_pixel([&](int y, int x) { load(square[i], at(y, x)); });
      transpose(square);
      for (int j = 0; j < count; ++j) {
        if (bias) square[j] += bias[j];
        copy_row<kVector>(maps[j] + first, element(square, j, 0), pixels);
      }
    });
  }

 private:
  /// Calls f(first, count, at_pixel) for each kVector pixels of a map; at_pixel(g) calls g(y, x)
  /// for the next pixel.
  template <class F>
  static void for_each_square(int height, int width, F f) {
    const int size = height * width;
    int y = 0, x = 0;
    const auto at_pixel = [&](auto g) {
      g(y, x);
      if (++x == width) x = 0, ++y;
    };
    for (int first = 0; first < size; first += kVector)
      f(first, std::min(kVector, size - first), at_pixel);
  }

  int width_;
  std::int64_t pixels_;
  Scratch memory_;
};

}  // namespace alexnet::cpu::winograd
