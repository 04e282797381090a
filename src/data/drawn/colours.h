#pragma once
#include "data/drawn/geometry.h"

namespace alexnet::drawn {

/// Red, green and blue, 0 to 1, as they are stored in a picture.
struct Colour {
  float r = 0, g = 0, b = 0;
};
constexpr Colour operator+(Colour a, Colour b) { return {a.r + b.r, a.g + b.g, a.b + b.b}; }
constexpr Colour operator*(float s, Colour c) { return {s * c.r, s * c.g, s * c.b}; }
constexpr Colour mix(Colour a, Colour b, float t) { return (1 - t) * a + t * b; }
constexpr float brightness(Colour c) { return (c.r + c.g + c.b) / 3; }

/// Hue in degrees: 0 red, 60 yellow, 120 green, 240 blue; saturation 0 grey, 1 pure; value 0 black.
Colour from_hsv(float hue, float saturation, float value);

/// The colours of one scene: they scatter around a common mean, as things in the same light do.
struct Palette {
  Colour mean;
};
Palette random_palette(RandomSequence& random);

/// A colour of the scene. Brightness varies most, then blue against yellow, then green against
/// red - the axes that a principal component analysis of photographs finds, in that order.
Colour natural_colour(const Palette& palette, RandomSequence& random);

/// A colour that an object may be painted with: natural, or strong and of any hue.
Colour any_colour(const Palette& palette, RandomSequence& random);

/// Any colour that is clearly brighter or darker than `other`, by `least` or more.
Colour contrasting_colour(Colour other, float least, const Palette& palette,
                          RandomSequence& random);

}  // namespace alexnet::drawn
