#include "data/drawn/colours.h"

namespace alexnet::drawn {
namespace {

// Unit vectors: grey, blue-yellow, green-red.
constexpr Colour kAxes[3] = {
    {0.577f, 0.577f, 0.577f}, {0.707f, 0, -0.707f}, {0.408f, -0.816f, 0.408f}};

/// A step of random length along each axis; `spread` holds the standard deviations.
Colour scatter(Colour mean, std::array<float, 3> spread, RandomSequence& random) {
  for (int axis = 0; axis < 3; ++axis) {
    const float step = spread[axis] * random.normal();
    mean = mean + step * kAxes[axis];
  }
  return mean;
}

Colour displayable(Colour c) {
  return {std::clamp(c.r, 0.03f, 0.97f), std::clamp(c.g, 0.03f, 0.97f),
          std::clamp(c.b, 0.03f, 0.97f)};
}

}  // namespace

Colour from_hsv(float hue, float saturation, float value) {
  // Each channel is a trapezoid over the hue, a third of the circle from the next.
  const auto channel = [&](float offset) {
    const float k = std::fmod(offset + hue / 60 + 6, 6.0f);
    return value * (1 - saturation * clamp01(std::min(k, 4 - k)));
  };
  return {channel(5), channel(3), channel(1)};
}

Palette random_palette(RandomSequence& random) {
  return {scatter({0.46f, 0.46f, 0.44f}, {0.24f, 0.09f, 0.03f}, random)};
}

Colour natural_colour(const Palette& palette, RandomSequence& random) {
  return displayable(scatter(palette.mean, {0.22f, 0.07f, 0.03f}, random));
}

Colour any_colour(const Palette& palette, RandomSequence& random) {
  if (random.chance(0.5f)) return natural_colour(palette, random);
  const float hue = random.uniform(0, 360), saturation = random.uniform(0.35f, 0.9f);
  return from_hsv(hue, saturation, random.uniform(0.35f, 0.95f));
}

Colour contrasting_colour(Colour other, float least, const Palette& palette,
                          RandomSequence& random) {
  for (int trial = 0; trial < 16; ++trial) {
    const Colour c = any_colour(palette, random);
    if (std::abs(brightness(c) - brightness(other)) >= least) return c;
  }
  const float grey = brightness(other) > 0.5f ? 0.1f : 0.9f;
  return {grey, grey, grey};
}

}  // namespace alexnet::drawn
