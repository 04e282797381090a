#pragma once
#include <vector>

#include "core/image.h"
#include "data/drawn/colours.h"

namespace alexnet::drawn {

/// A square picture in the making: one plane of floats per channel.
class Canvas {
 public:
  explicit Canvas(int side)
      : side_(side), pixel_(1 / float(side)), planes_(std::size_t(side) * side * 3) {}

  int side() const { return side_; }
  /// The width of a pixel, in units of the side.
  float pixel() const { return pixel_; }
  /// The middle of a pixel, in units of the side.
  Vec2 middle(int x, int y) const {
    return {(float(x) + 0.5f) * pixel(), (float(y) + 0.5f) * pixel()};
  }
  float* row(int channel, int y) { return &planes_[(std::size_t(channel) * side_ + y) * side_]; }

  /// Lays a colour over a pixel; an opacity of 1 hides what was there.
  void blend(int x, int y, Colour colour, float opacity) {
    const float values[3] = {colour.r, colour.g, colour.b};
    for (int c = 0; c < 3; ++c) row(c, y)[x] = mix(row(c, y)[x], values[c], opacity);
  }

  /// The pixels that a rectangle around a point touches, even in part.
  struct Box {
    int left, top, right, bottom;  // right and bottom: the first ones beyond
  };
  Box around(Vec2 centre, Vec2 half) const {
    const Vec2 low = centre - half, high = centre + half;
    const auto index = [&](float at) { return std::clamp(int(at * float(side_)), 0, side_); };
    return {index(low.x), index(low.y), index(high.x + pixel_), index(high.y + pixel_)};
  }

  /// Rounds to bytes, after adding sensor noise: uniform, up to `noise` either way.
  Image develop(float noise, const RandomStream& stream) const;

 private:
  int side_;
  float pixel_;
  std::vector<float> planes_;
};

}  // namespace alexnet::drawn
