#include "data/drawn/noise.h"

#include <vector>

namespace alexnet::drawn {
namespace {

/// A square of numbers that wraps around at its edges. The size is a power of two.
struct Tile {
  int size;
  std::vector<float> values;

  explicit Tile(int side) : size(side), values(std::size_t(side) * side) {}
  std::size_t index(int x, int y) const {
    return std::size_t(y & (size - 1)) * size + (x & (size - 1));
  }
  float at(int x, int y) const { return values[index(x, y)]; }

  /// Bilinear interpolation between the four values around the point.
  float between(float x, float y) const {
    const float left = std::floor(x), top = std::floor(y);
    const int i = int(left), j = int(top);
    const float upper = mix(at(i, j), at(i + 1, j), x - left);
    const float lower = mix(at(i, j + 1), at(i + 1, j + 1), x - left);
    return mix(upper, lower, y - top);
  }
};

Tile white_noise(int size, std::uint64_t substream) {
  Tile tile(size);
  const RandomStream stream(0, "drawn tile", substream);
  for (std::size_t i = 0; i < tile.values.size(); ++i) tile.values[i] = stream.uniform(i);
  return tile;
}

Tile cloud_tile(int size) {
  Tile tile(size);
  float strength = 1;
  for (int grid = 4; grid < size; grid *= 2, strength /= 2) {
    const Tile octave = white_noise(grid, std::uint64_t(grid));
    const float step = float(grid) / float(size);
    for (int y = 0; y < size; ++y)
      for (int x = 0; x < size; ++x)
        tile.values[tile.index(x, y)] +=
            strength * (octave.between(float(x) * step, float(y) * step) - 0.5f);
  }
  return tile;
}

constexpr int kCells = 64, kCloudSide = 128;

}  // namespace

float cell_noise(int x, int y) {
  static const Tile tile = white_noise(kCells, 0);
  return tile.at(x, y);
}

float clouds(Vec2 p) {
  static const Tile tile = cloud_tile(kCloudSide);
  return tile.between(p.x * kCloudSide, p.y * kCloudSide);
}

}  // namespace alexnet::drawn
