#pragma once
#include <string>
#include <vector>

#include "model/network.h"

// How long a network takes. Every figure is the median of several repeats after one that does not
// count, and is given only if the results were finite.
namespace alexnet {

/// Of a node of a tower that shares its GPU with the other, the time includes what that one's nodes
/// did meanwhile, so that all of them add up to more than the step.
struct NodeTime {
  std::string name;
  std::int64_t multiply_adds = 0;  ///< of the forward pass of the batch
  double forward_ms = 0, backward_ms = 0;
};

struct NetworkTime {
  double forward_ms = 0;  ///< as in a test
  double graph_ms = 0;    ///< the same as one graph (model/forward_graph.h); 0 where that cannot be
  double step_ms = 0;     ///< forward, loss, backward, SGD
  std::int64_t multiply_adds = 0;
  std::vector<NodeTime> nodes;
};

/// Times the network on random pictures, on GPUs with ReLUs fused to what they read: each repeat is
/// so many steps in a row, of which a GPU has the next in its queue while it works on one; after
/// the last the host waits. Times are per step.
/// Errors: no repeats; results that are not finite.
NetworkTime time_network(const Variant& variant, const Placement& placement, int batch_size,
                         int repeats, Math math = Math::fp32, int steps_in_a_row = 1);

}  // namespace alexnet
