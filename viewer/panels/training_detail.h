#pragma once
#include "viewer/toolkit/frame.h"

namespace alexnet::viewer {

/// The kernels of the first layer as they form, 16 a row.
void forming_kernels(Frame& frame, const WeightSnapshot& weights, float width);
/// Per layer: root mean squares of the weights and of their last update, and the ratio of the two.
void update_ratios(Frame& frame, const WeightSnapshot& weights);

}  // namespace alexnet::viewer
