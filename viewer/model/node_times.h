#pragma once
#include <functional>
#include <vector>

#include "model/network.h"

namespace alexnet::viewer {

/// How long each node takes, in milliseconds.
struct NodeTimes {
  std::vector<double> forward, backward;
};

/// Runs pass() three times and takes each node's median: in a single pass any node may have been
/// interrupted, or be the first to touch its memory.
NodeTimes time_nodes(const Network& network, const std::function<void()>& pass);

}  // namespace alexnet::viewer
