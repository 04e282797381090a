#include "inspect/filters.h"

#include <algorithm>
#include <cmath>

#include "core/ceil_div.h"
#include "inspect/first_layer.h"

namespace alexnet {
namespace {

constexpr int kPerRow = 16, kGap = 2, kTowerGap = 14;

/// Copies the tile, every pixel zoom x zoom times, its corner at (left, top).
void paste_enlarged(Image& picture, int left, int top, int zoom, const Image& tile) {
  for (int y = 0; y < tile.height * zoom; ++y)
    for (int x = 0; x < tile.width * zoom; ++x)
      std::copy_n(tile.pixel(x / zoom, y / zoom), 3, picture.pixel(left + x, top + y));
}

}  // namespace

WeightRange symmetric_range(std::span<const float> weights) {
  float largest = 0;
  for (float weight : weights) largest = std::max(largest, std::abs(weight));
  return {-largest, largest};
}

WeightRange full_range(std::span<const float> weights) {
  if (weights.empty()) return {};
  const auto [low, high] = std::minmax_element(weights.begin(), weights.end());
  return {*low, *high};
}

WeightRange covering(WeightRange a, WeightRange b) {
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

Image filter_tile(ConstTensorView filters, int filter, WeightRange range, int channel) {
  // Measured from the middle: where all weights are equal there is no scale, and all is mid-grey.
  const float middle = (range.low + range.high) / 2, half = (range.high - range.low) / 2;
  const float scale = half > 0 ? 127.5f / half : 0;
  Image tile(filters.shape.w, filters.shape.h);
  for (int y = 0; y < tile.height; ++y)
    for (int x = 0; x < tile.width; ++x)
      for (int c = 0; c < 3; ++c) {
        const float weight = filters(filter, filters.shape.c == 3 ? c : channel, y, x);
        tile.pixel(x, y)[c] =
            std::uint8_t(std::clamp(std::lround(127.5f + (weight - middle) * scale), 0L, 255L));
      }
  return tile;
}

Image filters_picture(const Network& network, int zoom) {
  std::vector<HostView> hosts;
  std::vector<ConstTensorView> towers;
  WeightRange range{0, 0};
  for (int node : first_convolutions(network)) {
    hosts.emplace_back(network.nodes()[node].layer->parameters()[0].value);
    towers.push_back(own_kernels(network, network.nodes()[node].tower, hosts.back().view));
    range = covering(range, symmetric_range(towers.back().values()));
  }

  const auto rows = [](ConstTensorView filters) { return ceil_div(filters.shape.n, kPerRow); };
  const int tile_w = towers[0].shape.w * zoom, tile_h = towers[0].shape.h * zoom;
  const int columns = std::min(kPerRow, towers[0].shape.n);
  int height = kGap;
  for (const ConstTensorView& tower : towers) height += rows(tower) * (tile_h + kGap) + kTowerGap;
  Image picture = white_image(kGap + columns * (tile_w + kGap), height - kTowerGap);

  int top = kGap;
  for (const ConstTensorView& tower : towers) {
    for (int f = 0; f < tower.shape.n; ++f)
      paste_enlarged(picture, kGap + f % kPerRow * (tile_w + kGap),
                     top + f / kPerRow * (tile_h + kGap), zoom, filter_tile(tower, f, range));
    top += rows(tower) * (tile_h + kGap) + kTowerGap;
  }
  return picture;
}

}  // namespace alexnet
