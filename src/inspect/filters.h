#pragma once
#include "core/image.h"
#include "model/network.h"

namespace alexnet {

/// The picture of Figure 3: every first-layer kernel as a tile of zoom x zoom pixels per weight, 16
/// a row, tower a above tower b with a wider gap between them.
///
/// One scale for all kernels: a weight of 0 is mid-grey, the largest |weight| is black or white (in
/// its colour channel). So kernels that learned little look flat. Grey kernels (one channel) are
/// drawn grey; of other channel counts the first is shown.
Image filters_picture(const Network& network, int zoom = 4);

}  // namespace alexnet
