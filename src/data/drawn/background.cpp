#include "data/drawn/background.h"

#include <numbers>

#include "data/drawn/noise.h"

namespace alexnet::drawn {
namespace {

constexpr int kLeaves = 60;
constexpr float kSmallest = 0.06f, kLargest = 0.6f;

struct Leaf {
  Vec2 centre;
  Vec2 along;        // the long axis, a unit vector
  float radius;      // of the long axis
  float width;       // of the short axis, as a fraction of the long one
  float squareness;  // 0: an ellipse, 1: a rectangle with round corners
  Colour colour;
  Vec2 gradient;  // how the brightness changes over the leaf
};

/// Sizes with a density of 1 / r^3, from the inverse of their distribution function.
float random_radius(RandomSequence& random) {
  const float ratio = kSmallest / kLargest;
  return kSmallest / std::sqrt(1 - random.uniform() * (1 - ratio * ratio));
}

Leaf random_leaf(const Palette& palette, RandomSequence& random) {
  Leaf leaf;
  leaf.centre = {random.uniform(-0.1f, 1.1f), random.uniform(-0.1f, 1.1f)};
  leaf.along = direction(random.uniform(0, std::numbers::pi_v<float>));
  leaf.radius = random_radius(random);
  leaf.width = random.uniform(0.25f, 1);
  leaf.squareness = random.uniform();
  leaf.colour = natural_colour(palette, random);
  leaf.gradient = (0.1f / leaf.radius) * Vec2{random.normal(), random.normal()};
  return leaf;
}

/// The leaf's bounding box: that of an ellipse, with margins for the corners that squareness adds
/// and for the outer half of the soft edge.
Canvas::Box bounds(const Canvas& canvas, const Leaf& leaf, float sharpness) {
  const float across = leaf.radius * leaf.width;
  const float margin = mix(1, 1.19f, leaf.squareness) * (1 + 0.5f / sharpness);
  const float x = length({leaf.radius * leaf.along.x, across * leaf.along.y});
  const float y = length({leaf.radius * leaf.along.y, across * leaf.along.x});
  return canvas.around(leaf.centre, margin * Vec2{x, y});
}

/// A number that changes linearly along a row.
struct Ramp {
  float first, step;
  float at(int x) const { return first + float(x) * step; }
};

void paint_leaf(Canvas& canvas, const Leaf& leaf, float softness) {
  const Vec2 along = (1 / leaf.radius) * leaf.along;
  const Vec2 across = (1 / leaf.width) * Vec2{-along.y, along.x};
  const float sharpness = leaf.radius * leaf.width / softness;
  const Canvas::Box box = bounds(canvas, leaf, sharpness);
  const float squareness = leaf.squareness;
  const Colour colour = leaf.colour;
  for (int y = box.top; y < box.bottom; ++y) {
    const Vec2 first = canvas.middle(0, y) - leaf.centre;
    const auto ramp = [&](Vec2 slope) { return Ramp{dot(first, slope), canvas.pixel() * slope.x}; };
    const Ramp us = ramp(along), vs = ramp(across), shades = ramp(leaf.gradient);
    float *r = canvas.row(0, y), *g = canvas.row(1, y), *b = canvas.row(2, y);
#pragma omp simd
    for (int x = box.left; x < box.right; ++x) {
      // With squareness 0 the norm is the length of (u, v), and 1 on an ellipse; with squareness 1
      // it is the fourth root of u^4 + v^4, and 1 on a rectangle with round corners.
      const float u = us.at(x), v = vs.at(x);
      const float uv = u * v, sum = u * u + v * v;
      const float norm = std::sqrt(std::sqrt(sum * sum - 2 * squareness * uv * uv));
      const float opacity = clamp01(0.5f + (1 - norm) * sharpness);
      const float light = 1 + shades.at(x);
      r[x] = mix(r[x], colour.r * light, opacity);
      g[x] = mix(g[x], colour.g * light, opacity);
      b[x] = mix(b[x], colour.b * light, opacity);
    }
  }
}

void fill(Canvas& canvas, Colour colour) {
  for (int y = 0; y < canvas.side(); ++y)
    for (int x = 0; x < canvas.side(); ++x) canvas.blend(x, y, colour, 1);
}

/// Makes everything a little uneven, as surfaces and light are.
void mottle(Canvas& canvas, RandomSequence& random) {
  const float strength = random.uniform(0.1f, 0.5f), scale = random.uniform(0.2f, 0.6f);
  const Vec2 offset{random.uniform(), random.uniform()};
  for (int y = 0; y < canvas.side(); ++y)
    for (int x = 0; x < canvas.side(); ++x) {
      const float light = 1 + strength * clouds(offset + scale * canvas.middle(x, y));
      for (int c = 0; c < 3; ++c) canvas.row(c, y)[x] *= light;
    }
}

}  // namespace

void paint_background(Canvas& canvas, const Palette& palette, float blur, RandomSequence& random) {
  fill(canvas, natural_colour(palette, random));
  for (int i = 0; i < kLeaves; ++i)
    paint_leaf(canvas, random_leaf(palette, random), canvas.pixel() + blur);
  mottle(canvas, random);
}

}  // namespace alexnet::drawn
