#include "inspect/filters.h"

#include <algorithm>
#include <cmath>

#include "inspect/colour_split.h"

namespace alexnet {
namespace {

constexpr int kPerRow = 16, kGap = 2, kTowerGap = 14;

void draw_tile(Image& picture, int left, int top, int zoom, ConstTensorView filters, int filter,
               float scale) {
  for (int y = 0; y < filters.shape.h * zoom; ++y)
    for (int x = 0; x < filters.shape.w * zoom; ++x)
      for (int c = 0; c < 3; ++c) {
        const int channel = filters.shape.c == 3 ? c : 0;
        const float weight = filters(filter, channel, y / zoom, x / zoom);
        picture.pixel(left + x, top + y)[c] =
            std::uint8_t(std::clamp(std::lround(127.5f + 127.5f * weight * scale), 0L, 255L));
      }
}

}  // namespace

Image filters_picture(const Network& network, int zoom) {
  std::vector<HostView> hosts;
  std::vector<ConstTensorView> towers;
  float largest = 0;
  for (int node : first_convolutions(network)) {
    hosts.emplace_back(network.nodes()[node].layer->parameters()[0].value);
    towers.push_back(hosts.back().view);
    for (float weight : towers.back().values()) largest = std::max(largest, std::abs(weight));
  }
  const float scale = largest > 0 ? 1 / largest : 0;

  const auto rows = [](ConstTensorView filters) {
    return (filters.shape.n + kPerRow - 1) / kPerRow;
  };
  const int tile_w = towers[0].shape.w * zoom, tile_h = towers[0].shape.h * zoom;
  const int columns = std::min(kPerRow, towers[0].shape.n);
  int height = kGap;
  for (const ConstTensorView& tower : towers) height += rows(tower) * (tile_h + kGap) + kTowerGap;
  Image picture(kGap + columns * (tile_w + kGap), height - kTowerGap);
  std::fill(picture.rgb.begin(), picture.rgb.end(), std::uint8_t{255});

  int top = kGap;
  for (const ConstTensorView& tower : towers) {
    for (int f = 0; f < tower.shape.n; ++f)
      draw_tile(picture, kGap + f % kPerRow * (tile_w + kGap), top + f / kPerRow * (tile_h + kGap),
                zoom, tower, f, scale);
    top += rows(tower) * (tile_h + kGap) + kTowerGap;
  }
  return picture;
}

}  // namespace alexnet
