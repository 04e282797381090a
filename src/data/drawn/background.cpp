#include "data/drawn/background.h"

#include <numbers>

#include "data/drawn/noise.h"

namespace alexnet::drawn {
namespace {

constexpr int kLeaves = 60;
constexpr float kSmallest = 0.06f, kLargest = 0.6f;

struct Leaf {
  Vec2 centre;
  Vec2 along;    // the long axis, a unit vector
  float radius;  // of the long axis
  float width;   // of the short axis, as a part of the long one
  bool is_boxy;  // a rectangle with round corners instead of an ellipse
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
  leaf.width = random.uniform(0.3f, 1);
  leaf.is_boxy = random.chance(0.4f);
  leaf.colour = natural_colour(palette, random);
  leaf.gradient = {0.15f * random.normal(), 0.15f * random.normal()};
  return leaf;
}

void paint_leaf(Canvas& canvas, const Leaf& leaf, float softness) {
  const Canvas::Box box = canvas.around(leaf.centre, leaf.radius * 1.2f + softness);
  const float narrow = leaf.radius * leaf.width;
  for (int y = box.top; y < box.bottom; ++y) {
    float *r = canvas.row(0, y), *g = canvas.row(1, y), *b = canvas.row(2, y);
#pragma omp simd
    for (int x = box.left; x < box.right; ++x) {
      const Vec2 p = canvas.middle(x, y) - leaf.centre;
      const float u = dot(p, leaf.along) / leaf.radius;
      const float v = dot(p, {-leaf.along.y, leaf.along.x}) / narrow;
      const float uu = u * u, vv = v * v;
      const float norm = std::sqrt(leaf.is_boxy ? std::sqrt(uu * uu + vv * vv) : uu + vv);
      const float opacity = coverage((norm - 1) * narrow, softness);
      const float light = 1 + (dot(p, leaf.gradient)) / leaf.radius;
      r[x] = mix(r[x], leaf.colour.r * light, opacity);
      g[x] = mix(g[x], leaf.colour.g * light, opacity);
      b[x] = mix(b[x], leaf.colour.b * light, opacity);
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
