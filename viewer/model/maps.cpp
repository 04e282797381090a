#include "viewer/model/maps.h"

#include <algorithm>
#include <cmath>

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
  const double low = extent.low, high = extent.high;  // their difference may be no float
  return float((value - low) / (high - low));
}

std::span<const float> map_of(ConstTensorView values, int map) {
  return {&values(0, map, 0, 0), std::size_t(values.shape.map_size())};
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
  layout.rows = (shape.c + layout.columns - 1) / layout.columns;
  return layout;
}

Image map_sheet(ConstTensorView values, const SheetLayout& layout, bool own_scale) {
  const Extent shared = extent_of(values.first(1).values());
  Image sheet(layout.width(), layout.height());
  std::fill(sheet.rgb.begin(), sheet.rgb.end(), std::uint8_t{255});
  for (int map = 0; map < values.shape.c; ++map) {
    const Extent extent = own_scale ? extent_of(map_of(values, map)) : shared;
    const int left = map % layout.columns * (layout.tile_w + layout.gap);
    const int top = map / layout.columns * (layout.tile_h + layout.gap);
    for (int y = 0; y < layout.tile_h; ++y)
      for (int x = 0; x < layout.tile_w; ++x) {
        const float grey = place_in(extent, values(0, map, y, x));
        std::fill_n(sheet.pixel(left + x, top + y), 3, std::uint8_t(std::lround(grey * 255)));
      }
  }
  return sheet;
}

}  // namespace alexnet::viewer
