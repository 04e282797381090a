#pragma once
#include <vector>

#include "core/image.h"
#include "data/drawn/colours.h"

namespace alexnet::drawn {

/// A square picture in the making: one plane of floats per channel.
class Canvas {
 public:
  explicit Canvas(int side) : side_(side), planes_(std::size_t(side) * side * 3) {}

  int side() const { return side_; }
  /// The width of a pixel, in units of the side.
  float pixel() const { return 1 / float(side_); }
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

  /// The pixels whose middles may be within `reach` of a point.
  struct Box {
    int left, top, right, bottom;  // right and bottom are the first ones beyond
  };
  Box around(Vec2 centre, float reach) const {
    const auto index = [&](float at) { return std::clamp(int(at * float(side_)), 0, side_); };
    return {index(centre.x - reach), index(centre.y - reach), index(centre.x + reach + pixel()),
            index(centre.y + reach + pixel())};
  }

  /// Rounds to bytes, after adding the noise of a sensor: uniform, up to `noise` either way.
  Image develop(float noise, const RandomStream& stream) const;

 private:
  int side_;
  std::vector<float> planes_;
};

}  // namespace alexnet::drawn
