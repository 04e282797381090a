#pragma once
#include <algorithm>
#include <array>
#include <cmath>

#include "core/rng.h"

// Points, edges and places. x runs to the right and y downwards, as pixels do; a picture is the
// square from (0, 0) to (1, 1).
namespace alexnet::drawn {

struct Vec2 {
  float x = 0, y = 0;
};
constexpr Vec2 operator+(Vec2 a, Vec2 b) { return {a.x + b.x, a.y + b.y}; }
constexpr Vec2 operator-(Vec2 a, Vec2 b) { return {a.x - b.x, a.y - b.y}; }
constexpr Vec2 operator*(float s, Vec2 v) { return {s * v.x, s * v.y}; }
constexpr float dot(Vec2 a, Vec2 b) { return a.x * b.x + a.y * b.y; }
inline float length(Vec2 v) { return std::sqrt(dot(v, v)); }
inline Vec2 direction(float angle) { return {std::cos(angle), std::sin(angle)}; }

constexpr float clamp01(float v) { return std::min(std::max(v, 0.0f), 1.0f); }
constexpr float mix(float a, float b, float t) { return a + t * (b - a); }

/// How much of a pixel is inside, if the edge is `distance` away (negative: inside) and is drawn
/// `softness` wide. A softness of one pixel's width is anti-aliasing; more is blur.
constexpr float coverage(float distance, float softness) {
  return clamp01(0.5f - distance / softness);
}

/// Four numbers from 0 to 1, drawn once per object. A shape or a texture turns them into whatever
/// may vary in it: the teeth of a gear, the width of a joint.
using Knobs = std::array<float, 4>;
inline Knobs random_knobs(RandomSequence& random) {
  return {random.uniform(), random.uniform(), random.uniform(), random.uniform()};
}
/// A whole number from `least` to `most`.
constexpr float whole(float knob, int least, int most) {
  return float(least + int(knob * float(most - least + 1)));
}

/// Where something is in the picture: its own coordinates have their origin at `centre` and a unit
/// of `size`.
struct Frame {
  Vec2 centre;
  float size = 1;
  Vec2 right{1, 0};  // where its x axis points; y is a quarter turn from it
  bool mirrored = false;

  Vec2 to_own(Vec2 p) const {
    const Vec2 q = (1 / size) * (p - centre);
    const float x = dot(q, right);
    return {mirrored ? -x : x, dot(q, {-right.y, right.x})};
  }
};

}  // namespace alexnet::drawn
