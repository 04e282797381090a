#include "data/drawn/textures.h"

#include "data/drawn/noise.h"

namespace alexnet::drawn {
namespace {

/// How far the nearest whole number is: 0 to 1/2.
float to_whole(float u) { return std::abs(u - std::floor(u + 0.5f)); }

/// Stripes around the whole numbers, `width` wide.
float stripes(float u, float width, float softness) {
  return coverage(to_whole(u) - width / 2, softness);
}

/// A point in a grid whose odd rows are shifted by half a cell, as in a brick wall.
struct InRows {
  int column, row;
  Vec2 local;  // from the middle of the cell, -1/2 to 1/2
};
InRows in_rows(Vec2 p) {
  const float row = std::floor(p.y);
  const float x = p.x + 0.5f * (row - 2 * std::floor(row / 2));
  const float column = std::floor(x);
  return {int(column), int(row), {x - column - 0.5f, p.y - row - 0.5f}};
}

}  // namespace

float plain(Vec2, float, const Knobs&) { return 0; }

float mottled(Vec2 p, float, const Knobs& k) {
  return clamp01(0.5f + (0.4f + k[0]) * clouds(0.06f * p));
}

float zebra_stripes(Vec2 p, float softness, const Knobs& k) {
  const float bend = mix(0.8f, 1.6f, k[0]) * clouds(0.05f * p);
  const float width = mix(0.4f, 0.55f, k[1]) + 0.5f * clouds(0.1f * Vec2{p.y, p.x});
  return stripes(p.x + bend, width, softness);
}

float checkerboard(Vec2 p, float softness, const Knobs&) {
  const float across = 2 * stripes(0.7f * p.x, 0.5f, 0.7f * softness) - 1;
  const float down = 2 * stripes(0.7f * p.y, 0.5f, 0.7f * softness) - 1;
  return 0.5f + 0.5f * across * down;
}

float polka_dots(Vec2 p, float softness, const Knobs& k) {
  const float kRow = 0.87f;  // rows of equilateral triangles
  const Vec2 local = in_rows({p.x, p.y / kRow}).local;
  return coverage(length({local.x, local.y * kRow}) - mix(0.24f, 0.34f, k[0]), softness);
}

float brick(Vec2 p, float softness, const Knobs& k) {
  constexpr Vec2 kSize{1.5f, 0.75f};
  const InRows at = in_rows({p.x / kSize.x, p.y / kSize.y});
  const float to_joint =
      std::min(kSize.x * (0.5f - std::abs(at.local.x)), kSize.y * (0.5f - std::abs(at.local.y)));
  const float joint = coverage(to_joint - mix(0.07f, 0.11f, k[0]), softness);
  return std::max(joint, 0.35f * cell_noise(at.column, at.row));
}

float scales(Vec2 p, float softness, const Knobs& k) {
  // Round tiles; each row hides the upper part of the next.
  constexpr float kRow = 0.5f, kRadius = 0.62f;
  const float first = std::floor((p.y - kRadius) / kRow) + 1;
  for (float row = first; row < first + 3; ++row) {
    const float shift = 0.5f * (row - 2 * std::floor(row / 2));
    const float x = p.x + shift;
    const float r = length({x - std::floor(x) - 0.5f, p.y - row * kRow});
    if (r > kRadius) continue;
    const float rim = coverage(kRadius - r - mix(0.1f, 0.16f, k[0]), softness);
    return std::max(rim, 0.4f * (1 - r / kRadius));
  }
  return 1;
}

float wood_grain(Vec2 p, float, const Knobs& k) {
  // Annual rings, cut along the trunk: long waves and ovals, each darkening slowly and ending
  // abruptly. Fine fibres lie over them.
  const float wave = mix(4, 7, k[0]) * clouds({0.02f * p.x, 0.06f * p.y});
  const float rings = 1.2f * p.y + wave;
  const float in_ring = rings - std::floor(rings);
  const float fibres = 0.7f * clouds({0.06f * p.x, 0.8f * p.y});
  return clamp01(0.9f * in_ring * std::min(1.0f, 6 * (1 - in_ring)) + fibres);
}

float honeycomb(Vec2 p, float softness, const Knobs& k) {
  // The centres of the hexagons form two rectangular grids; the nearer centre is the right one.
  constexpr Vec2 kGrid{1, 1.732f};
  const auto from_middle = [&](float shift) {
    const Vec2 q{p.x / kGrid.x + shift, p.y / kGrid.y + shift};
    return Vec2{kGrid.x * (q.x - std::floor(q.x) - 0.5f), kGrid.y * (q.y - std::floor(q.y) - 0.5f)};
  };
  const Vec2 a = from_middle(0), b = from_middle(0.5f);
  const Vec2 q = dot(a, a) < dot(b, b) ? a : b;
  const float out = std::max(std::abs(q.x), 0.5f * std::abs(q.x) + 0.866f * std::abs(q.y));
  return coverage(0.5f - out - mix(0.08f, 0.13f, k[0]), softness);
}

float leopard_spots(Vec2 p, float softness, const Knobs& k) {
  // One rosette per cell, moved at random: a broken ring around a half-dark middle.
  const int column = int(std::floor(p.x)), row = int(std::floor(p.y));
  float nearest = 1;
  for (int y = row - 1; y <= row + 1; ++y)
    for (int x = column - 1; x <= column + 1; ++x) {
      const Vec2 move{cell_noise(x, y), cell_noise(x + 17, y + 31)};
      const Vec2 middle = Vec2{float(x), float(y)} + 0.25f * Vec2{1, 1} + 0.5f * move;
      nearest = std::min(nearest, length(p - middle));
    }
  const float ragged = nearest + 0.3f * clouds(0.5f * p);
  const float ring = coverage(std::abs(ragged - 0.27f) - mix(0.07f, 0.11f, k[0]), softness);
  return std::max(ring, 0.45f * coverage(ragged - 0.27f, softness));
}

float tartan(Vec2 p, float softness, const Knobs& k) {
  const float wide = mix(0.4f, 0.55f, k[0]);
  const auto threads = [&](float u) {
    return std::max(0.8f * stripes(u, wide, softness), stripes(u + 0.5f, 0.12f, softness));
  };
  return 0.5f * (threads(0.75f * p.x) + threads(0.75f * p.y));
}

float zigzag(Vec2 p, float softness, const Knobs& k) {
  const float height = mix(0.9f, 1.3f, k[0]);
  return stripes(p.y + height * to_whole(0.6f * p.x), 0.5f, softness);
}

}  // namespace alexnet::drawn
