#include "data/drawn/shapes.h"

#include <numbers>

// The building blocks and how they combine follow Inigo Quilez, "2D distance functions":
// the union of two shapes is the minimum of their distances, the intersection the maximum, and the
// maximum with a shape's negative cuts that shape away.
namespace alexnet::drawn {
namespace {

float disc(Vec2 p, float radius) { return length(p) - radius; }

float ellipse(Vec2 p, Vec2 radii) {
  return disc({p.x / radii.x, p.y / radii.y}, 1) * std::min(radii.x, radii.y);
}

float box(Vec2 p, Vec2 half) {
  const Vec2 beyond{std::abs(p.x) - half.x, std::abs(p.y) - half.y};
  const Vec2 outside{std::max(beyond.x, 0.0f), std::max(beyond.y, 0.0f)};
  return length(outside) + std::min(std::max(beyond.x, beyond.y), 0.0f);
}

/// Isosceles: the tip at the origin, the base `height` below it, `half` wide to either side.
float wedge(Vec2 p, float height, float half) {
  const float side =
      (height * std::abs(p.x) - half * p.y) / std::sqrt(height * height + half * half);
  return std::max(side, p.y - height);
}

/// A union whose inner corners are filled, over a width of about `width`.
float smooth_union(float a, float b, float width) {
  const float overlap = std::max(width - std::abs(a - b), 0.0f) / width;
  return std::min(a, b) - overlap * overlap * width / 4;
}

/// Folds the plane like paper from which a star will be cut: `sectors` equal slices come to lie on
/// one another, half of each on its other half. The slice points along x.
Vec2 fold(Vec2 p, float sectors) {
  const float slice = 2 * std::numbers::pi_v<float> / sectors;
  const float angle = std::atan2(p.y, p.x);
  const float within = angle - slice * std::floor(angle / slice + 0.5f);
  const Vec2 folded = length(p) * direction(within);
  return {folded.x, std::abs(folded.y)};
}

}  // namespace

float blob(Vec2 p, const Knobs& k) {
  // The radius is a sum of waves around the circle: cos 2a, sin 2a, cos 3a, sin 3a, written as
  // polynomials of the point on the unit circle.
  const float r = std::max(length(p), 1e-6f), c = p.x / r, s = p.y / r;
  const float waves = (k[0] - 0.5f) * (c * c - s * s) + (k[1] - 0.5f) * 2 * c * s +
                      (k[2] - 0.5f) * c * (4 * c * c - 3) + (k[3] - 0.5f) * s * (3 - 4 * s * s);
  return r - 0.82f - 0.2f * waves;
}

float fruit(Vec2 p, const Knobs& k) {
  // Two halves side by side: a dimple at either end.
  const Vec2 q{p.x, (p.y - 0.12f) * mix(0.95f, 1.05f, k[0])}, half{mix(0.05f, 0.12f, k[1]), 0};
  const float radius = 0.88f - half.x;
  return smooth_union(disc(q - half, radius), disc(q + half, radius), 0.3f);
}

float stalk(Vec2 p, const Knobs& k) {
  return box(p - Vec2{(k[2] - 0.5f) * 0.5f * (p.y + 0.65f), -0.8f}, {0.06f, 0.17f});
}

float blade(Vec2 p, const Knobs& k) { return ellipse(p, {1, mix(0.03f, 0.045f, k[0])}); }

float star(Vec2 p, const Knobs& k) {
  constexpr float kHalfSlice = std::numbers::pi_v<float> / 5;
  const Vec2 tip{1, 0}, notch = mix(0.38f, 0.5f, k[0]) * direction(kHalfSlice);
  const Vec2 q = fold({-p.y, p.x}, 5) - tip, edge = notch - tip;
  return dot(q, {edge.y, -edge.x}) / length(edge);
}

float ring(Vec2 p, const Knobs& k) {
  const float half_width = mix(0.12f, 0.22f, k[0]);
  return std::abs(disc(p, 1 - half_width)) - half_width;
}

float cross(Vec2 p, const Knobs& k) {
  const float half_width = mix(0.17f, 0.3f, k[0]);
  return std::min(box(p, {0.95f, half_width}), box(p, {half_width, 0.95f}));
}

float crescent(Vec2 p, const Knobs& k) {
  const float bite = mix(0.65f, 0.8f, k[0]);
  return std::max(disc(p, 1), -disc(p - Vec2{1.06f - bite, 0}, bite));
}

float heart(Vec2 p, const Knobs&) {
  // Quilez' heart stands on its tip at the origin and is 1.1 high; only half is described.
  constexpr float kScale = 1.55f;
  const Vec2 q = (1 / kScale) * Vec2{std::abs(p.x), 0.95f - p.y};
  if (q.x + q.y > 1) return kScale * disc(q - Vec2{0.25f, 0.75f}, std::numbers::sqrt2_v<float> / 4);
  const float along = 0.5f * std::max(q.x + q.y, 0.0f);
  const float nearest = std::min(length(q - Vec2{0, 1}), length(q - Vec2{along, along}));
  return kScale * std::copysign(nearest, q.x - q.y);
}

float arrow(Vec2 p, const Knobs& k) {
  const float head = wedge(p - Vec2{0, -0.98f}, mix(0.8f, 1, k[0]), 0.75f);
  return std::min(head, box(p - Vec2{0, 0.35f}, {mix(0.17f, 0.28f, k[1]), 0.6f}));
}

float triangle(Vec2 p, const Knobs& k) {
  return wedge(p - Vec2{0, -0.98f}, mix(1.4f, 1.55f, k[0]), mix(0.65f, 0.8f, k[1]));
}

float gear(Vec2 p, const Knobs& k) {
  const Vec2 q = fold(p, whole(k[0], 7, 10));
  const float wheel = std::min(disc(q, 0.74f), box(q - Vec2{0.7f, 0}, {0.27f, 0.15f}));
  return std::max(wheel, -disc(q, mix(0.22f, 0.36f, k[1])));
}

float flower(Vec2 p, const Knobs& k) {
  const float petals = whole(k[0], 5, 7);
  const Vec2 q = fold({-p.y, p.x}, petals);
  const float petal = ellipse(q - Vec2{0.62f, 0}, {0.37f, 1.75f / petals});
  return smooth_union(petal, disc(q, 0.3f), 0.1f);
}

float mushroom(Vec2 p, const Knobs& k) {
  const float flat = mix(0.75f, 1, k[0]);
  const float dome = ellipse(p - Vec2{0, 0.08f}, {0.97f, flat});
  const float cap = std::max(dome, p.y - 0.08f);
  const float stem = box(p - Vec2{0, 0.42f}, {mix(0.2f, 0.3f, k[1]), 0.5f});
  return std::min(cap, stem);
}

float fish(Vec2 p, const Knobs& k) {
  const float body = ellipse(p - Vec2{-0.27f, 0}, {0.72f, mix(0.38f, 0.55f, k[0])});
  const Vec2 from_tail{p.y, p.x - 0.2f};  // the wedge lies on its side
  const float tail = wedge(from_tail, 0.66f, mix(0.35f, 0.5f, k[1]));
  const float eye = disc(p - Vec2{-0.66f, -0.1f}, 0.08f);
  return std::max(smooth_union(body, tail, 0.1f), -eye);
}

float key(Vec2 p, const Knobs& k) {
  const float bow = std::abs(disc(p - Vec2{0, -0.57f}, 0.3f)) - 0.12f;
  const float stem = box(p - Vec2{0, 0.3f}, {0.11f, 0.62f});
  const float bits = std::min(box(p - Vec2{0.22f, 0.78f}, {0.22f, 0.1f}),
                              box(p - Vec2{0.18f, mix(0.35f, 0.5f, k[0])}, {0.18f, 0.1f}));
  return std::min(bow, std::min(stem, bits));
}

}  // namespace alexnet::drawn
