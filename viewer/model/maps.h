#pragma once
#include <array>
#include <optional>

#include "core/image.h"
#include "core/tensor.h"
#include "viewer/model/position.h"

// What one node computes for one picture, in numbers and as a picture.
namespace alexnet::viewer {

struct MapStatistics {
  static constexpr int kBins = 40;

  float smallest = 0, largest = 0, mean = 0;
  float zero_share = 0;  ///< of all values: after a ReLU, the share of silent units
  int silent_maps = 0;   ///< maps that are 0 everywhere
  std::array<int, kBins> histogram = {};  ///< from the smallest value to the largest
};

/// Of the first picture of the batch. NaN and Inf are left out.
MapStatistics map_statistics(ConstTensorView values);

/// How the tiles of the maps are laid out on a sheet.
struct SheetLayout {
  int columns = 1, rows = 1, tile_w = 1, tile_h = 1;
  int gap = 1;  ///< between tiles; none between maps of one value, which then look like one map
  int width() const { return columns * (tile_w + gap); }
  int height() const { return rows * (tile_h + gap); }
};

/// A layout for these maps on a sheet about `aspect` times as wide as it is high.
SheetLayout sheet_layout(const Shape& shape, float aspect);

/// The upper left corner of a value's place, in pixels of the sheet.
std::pair<int, int> place_in_sheet(const SheetLayout& layout, Position at);
/// The value at that pixel of the sheet, if it is not a gap between tiles.
std::optional<Position> position_in_sheet(const SheetLayout& layout, const Shape& shape, int x,
                                          int y);

/// Every map of the first picture as a grey tile: the smallest value is black, the largest white,
/// over all maps or, with `own_scale`, in each map by itself.
Image map_sheet(ConstTensorView values, const SheetLayout& layout, bool own_scale);

/// From -1, blue, through 0, white, to 1, vermillion; NaN is black.
std::array<std::uint8_t, 3> diverging(double share);
/// The largest absolute value among the finite ones of the first picture.
float largest_size(ConstTensorView values);
/// Where the first picture's value furthest from zero lies; of equal ones, the first.
Position furthest_from_zero(ConstTensorView values);
/// A sheet like map_sheet()'s in the colours of diverging(), for values that have a sign: full
/// colour at `largest`.
Image signed_sheet(ConstTensorView values, const SheetLayout& layout, float largest);

}  // namespace alexnet::viewer
