#include "viewer/model/maps.h"

#include <algorithm>
#include <cmath>

#include "core/ceil_div.h"

namespace alexnet::viewer {
namespace {

struct Extent {
  float low = 0, high = 0;
};

/// Of the finite values; 0 to 0 where there are none.
Extent extent_of(std::span<const float> values) {
  Extent extent;
  bool found = false;
  for (float value : values) {
    if (!std::isfinite(value)) continue;
    extent = found ? Extent{std::min(extent.low, value), std::max(extent.high, value)}
                   : Extent{value, value};
    found = true;
  }
  return extent;
}

/// 0 at the low end and 1 at the high end; 0 where they are the same.
float place_in(const Extent& extent, float value) {
  if (!std::isfinite(value) || extent.high <= extent.low) return 0;
  const double low = extent.low, high = extent.high;  // their difference may overflow a float
  return float((value - low) / (high - low));
}

std::span<const float> map_of(ConstTensorView values, int map) {
  return {&values(0, map, 0, 0), std::size_t(values.shape.map_size())};
}

/// Of places where there is no map: neither a grey nor between blue and orange.
constexpr std::array<std::uint8_t, 3> kNothing = {214, 226, 214};

/// A sheet on which paint(map, y, x) gives the colour of every value; gaps between maps are white.
template <class Paint>
Image painted_sheet(const Shape& shape, const SheetLayout& layout, Paint paint) {
  Image sheet = white_image(layout.width(), layout.height());
  for (int map = 0; map < shape.c; ++map)
    for (int y = 0; y < layout.tile_h; ++y)
      for (int x = 0; x < layout.tile_w; ++x) {
        const auto [left, top] = place_in_sheet(layout, {map, y, x});
        const std::array<std::uint8_t, 3> colour = paint(map, y, x);
        std::copy_n(colour.begin(), 3, sheet.pixel(left, top));
      }
  for (int map = shape.c; map < layout.columns * layout.rows; ++map) {
    const auto [left, top] = place_in_sheet(layout, {map, 0, 0});
    for (int y = top; y < std::min(sheet.height, top + layout.tile_h + layout.gap); ++y)
      for (int x = left; x < std::min(sheet.width, left + layout.tile_w + layout.gap); ++x)
        std::copy_n(kNothing.begin(), 3, sheet.pixel(x, y));
  }
  return sheet;
}

}  // namespace

MapStatistics map_statistics(ConstTensorView values) {
  const std::span<const float> all = values.first(1).values();
  const Extent extent = extent_of(all);
  MapStatistics s;
  s.smallest = extent.low;
  s.largest = extent.high;
  double sum = 0;
  int zeros = 0, finite = 0;
  for (float value : all) {
    if (!std::isfinite(value)) continue;
    ++finite;
    sum += value;
    zeros += value == 0;
    const int bin = int(place_in(extent, value) * MapStatistics::kBins);
    ++s.histogram[std::min(bin, MapStatistics::kBins - 1)];
  }
  s.mean = finite > 0 ? float(sum / finite) : 0;
  s.zero_share = finite > 0 ? float(zeros) / float(finite) : 0;
  for (int map = 0; map < values.shape.c; ++map) {
    const auto tile = map_of(values, map);
    s.silent_maps += std::all_of(tile.begin(), tile.end(), [](float v) { return v == 0; });
  }
  return s;
}

SheetLayout sheet_layout(const Shape& shape, float aspect) {
  SheetLayout layout;
  layout.tile_w = shape.w;
  layout.tile_h = shape.h;
  layout.gap = shape.map_size() == 1 ? 0 : 1;
  const float tile_aspect = float(shape.h + layout.gap) / float(shape.w + layout.gap);
  const float ideal = std::sqrt(float(shape.c) * aspect * tile_aspect);
  layout.columns = std::clamp(int(std::ceil(ideal)), 1, shape.c);
  layout.rows = ceil_div(shape.c, layout.columns);
  return layout;
}

std::pair<int, int> place_in_sheet(const SheetLayout& layout, Position at) {
  return {at.map % layout.columns * (layout.tile_w + layout.gap) + at.x,
          at.map / layout.columns * (layout.tile_h + layout.gap) + at.y};
}

std::optional<Position> position_in_sheet(const SheetLayout& layout, const Shape& shape, int x,
                                          int y) {
  if (x < 0 || y < 0 || x >= layout.width() || y >= layout.height()) return std::nullopt;
  const int step_x = layout.tile_w + layout.gap, step_y = layout.tile_h + layout.gap;
  const Position at = {y / step_y * layout.columns + x / step_x, y % step_y, x % step_x};
  if (at.map >= shape.c || at.y >= layout.tile_h || at.x >= layout.tile_w) return std::nullopt;
  return at;
}

Image map_sheet(ConstTensorView values, const SheetLayout& layout, bool own_scale) {
  std::vector<Extent> extents(std::size_t(values.shape.c), extent_of(values.first(1).values()));
  if (own_scale)
    for (int map = 0; map < values.shape.c; ++map) extents[map] = extent_of(map_of(values, map));
  return painted_sheet(values.shape, layout, [&](int map, int y, int x) {
    const float share = place_in(extents[map], values(0, map, y, x));
    const auto grey = std::uint8_t(std::lround(share * 255));
    return std::array{grey, grey, grey};
  });
}

std::array<std::uint8_t, 3> diverging(double share) {
  if (std::isnan(share)) return {0, 0, 0};
  constexpr double kNegative[3] = {0, 114, 178}, kPositive[3] = {213, 94, 0};
  const double strength = std::min(1.0, std::abs(share));
  std::array<std::uint8_t, 3> colour;
  for (int c = 0; c < 3; ++c) {
    const double end = share < 0 ? kNegative[c] : kPositive[c];
    colour[c] = std::uint8_t(std::lround(255 + (end - 255) * strength));
  }
  return colour;
}

float largest_size(ConstTensorView values) {
  const Extent extent = extent_of(values.first(1).values());
  return std::max(std::abs(extent.low), std::abs(extent.high));
}

Position furthest_from_zero(ConstTensorView values) {
  const std::span<const float> all = values.first(1).values();
  std::size_t best = 0;
  for (std::size_t i = 1; i < all.size(); ++i)
    if (std::isfinite(all[i]) && !(std::abs(all[i]) <= std::abs(all[best]))) best = i;
  const int map_size = int(values.shape.map_size()), in_map = int(best) % map_size;
  return {int(best) / map_size, in_map / values.shape.w, in_map % values.shape.w};
}

Image signed_sheet(ConstTensorView values, const SheetLayout& layout, float largest) {
  return painted_sheet(values.shape, layout, [&](int map, int y, int x) {
    const double value = values(0, map, y, x);
    return diverging(largest > 0 ? value / largest : value);
  });
}

}  // namespace alexnet::viewer
