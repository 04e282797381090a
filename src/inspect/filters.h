#pragma once
#include <span>

#include "core/image.h"
#include "model/network.h"

namespace alexnet {

/// The weights that are drawn black and white; those between are grey in proportion.
struct WeightRange {
  float low = -1, high = 1;
};

/// -m ... m, where m is the largest |weight|: a weight of 0 is mid-grey.
WeightRange symmetric_range(std::span<const float> weights);
/// The smallest weight to the largest.
WeightRange full_range(std::span<const float> weights);
/// The smallest range that holds both.
WeightRange covering(WeightRange a, WeightRange b);

/// One kernel, a pixel per weight. With three channels it is a colour picture; with any other
/// number only `channel` is drawn, in greys.
Image filter_tile(ConstTensorView filters, int filter, WeightRange range, int channel = 0);

/// The picture of Figure 3: every first-layer kernel as a tile of zoom x zoom pixels per weight, 16
/// a row, tower a above tower b with a wider gap between them.
///
/// One scale for all kernels: a weight of 0 is mid-grey, the largest |weight| is black or white (in
/// its colour channel). So kernels that learned little look flat. Grey kernels (one channel) are
/// drawn grey; with other channel counts the first channel is shown.
Image filters_picture(const Network& network, int zoom = 4);

}  // namespace alexnet
