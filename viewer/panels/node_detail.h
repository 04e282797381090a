#pragma once
#include "viewer/panels/network.h"

namespace alexnet::viewer {

/// The node that was clicked: its size, its cost, and what it computes for the chosen picture.
void node_detail(Frame& frame, NetworkState& state);

}  // namespace alexnet::viewer
