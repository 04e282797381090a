#pragma once
#include "viewer/panels/network.h"

namespace alexnet::viewer {

/// Figure 2: the nodes from top to bottom, a column per tower, and lines where the towers meet.
void diagram(Frame& frame, NetworkState& state);

}  // namespace alexnet::viewer
