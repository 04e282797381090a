#pragma once
#include <algorithm>
#include <cmath>

#include "core/tensor.h"
#include "support/plot.h"

// What the figure of this chapter is drawn with.
namespace alexnet::course {

/// Maps side by side, `step` pixels apart, each number a square of `scale` pixels; grey.from is
/// black and grey.to white.
inline void draw_maps(Image& sheet, int left, int top, int step, int scale, Range grey,
                      ConstTensorView maps) {
  const Shape& s = maps.shape;
  for (int c = 0; c < s.c; ++c)
    for (int y = 0; y < s.h * scale; ++y)
      for (int x = 0; x < s.w * scale; ++x) {
        const double value = double(maps(0, c, y / scale, x / scale));
        const double part = std::clamp((value - grey.from) / (grey.to - grey.from), 0.0, 1.0);
        std::fill_n(sheet.pixel(left + c * step + x, top + y), 3,
                    std::uint8_t(std::lround(255 * part)));
      }
}

}  // namespace alexnet::course
