#pragma once
#include <functional>
#include <string>
#include <vector>

#include "model/network.h"

// How long a network takes, and the CPU's ladders. Every figure is the median of several repeats
// after one that does not count (of the naive rungs: one), and is given only if the results were
// right.
namespace alexnet {

struct NodeTime {
  std::string name;
  std::int64_t multiply_adds = 0;  ///< of the forward pass of the batch
  double forward_ms = 0, backward_ms = 0;
};

struct NetworkTime {
  double forward_ms = 0;  ///< as in a test
  double graph_ms = 0;    ///< the same as one graph (model/forward_graph.h); on GPUs only
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

/// One rung of a ladder on one layer of the network.
struct RungTime {
  std::string node, op, rung;  ///< op: forward, backward_input, backward_weight
  double ms = 0;
  double gflop_per_s = 0;  ///< operations of the formula, however many the rung does
};

/// Times every rung of every convolution and fully connected layer on `batch_size` pictures (few:
/// naive is slow), after comparing it with naive: to the bit, or within its roundings where it adds
/// up something else than the formula does. Calls before_each() before each rung; what it throws
/// ends the timing.
/// Errors: no repeats; a rung that differs.
std::vector<RungTime> time_rungs(const Variant& variant, int batch_size, int repeats,
                                 const std::function<void()>& before_each = {});

}  // namespace alexnet
