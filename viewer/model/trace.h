#pragma once
#include "model/network.h"
#include "viewer/model/snapshot.h"

namespace alexnet::viewer {

/// Runs one image (1, C, H, W) forward to the loss of its label and back, and keeps everything
/// except the weights.
Trace trace_image(Network& network, ConstTensorView image, int label);

/// Copies of every node's weights, in node order.
std::vector<NodeWeights> weights_of(const Network& network);

}  // namespace alexnet::viewer
