#pragma once
#include <array>

#include "core/image.h"
#include "core/tensor.h"

// What one node computes for one picture, in numbers and as a picture.
namespace alexnet::viewer {

struct MapStatistics {
  static constexpr int kBins = 40;

  float smallest = 0, largest = 0, mean = 0;
  float zero_share = 0;  ///< of all values: after a ReLU, the units that say nothing
  int silent_maps = 0;   ///< maps that are 0 everywhere
  std::array<int, kBins> histogram = {};  ///< from the smallest value to the largest
};

/// Of the first picture of the batch. NaN and Inf are left out.
MapStatistics map_statistics(ConstTensorView values);

/// How the tiles of maps lie in a sheet.
struct SheetLayout {
  int columns = 1, rows = 1, tile_w = 1, tile_h = 1;
  int gap = 1;  ///< between tiles; none between maps of one value, which then look like one map
  int width() const { return columns * (tile_w + gap); }
  int height() const { return rows * (tile_h + gap); }
};

/// A layout for these maps on a sheet about `aspect` times as wide as it is high.
SheetLayout sheet_layout(const Shape& shape, float aspect);

/// Every map of the first picture as a grey tile: the smallest value black, the largest white, of
/// all maps or, with `own_scale`, of each by itself.
Image map_sheet(ConstTensorView values, const SheetLayout& layout, bool own_scale);

}  // namespace alexnet::viewer
