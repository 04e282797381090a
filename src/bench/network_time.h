#pragma once
#include <string>
#include <vector>

#include "model/network.h"

// How long a network takes. Every figure is the median of several repeats, after one that is not
// counted, and is given only if the results were finite.
namespace alexnet {

struct NodeTime {
  std::string name;
  std::int64_t forward_work = 0;  ///< multiply-adds for the batch
  /// Twice as many: the gradients of the weights and of the input. The same number where the
  /// input is the images: nobody needs their gradient.
  std::int64_t backward_work = 0;
  double forward_ms = 0, backward_ms = 0;
};

struct NetworkTime {
  double forward_ms = 0;  ///< as at test time
  double graph_ms = 0;    ///< the same as one graph (model/forward_graph.h); 0: not possible
  double step_ms = 0;     ///< forward, loss, backward, SGD
  std::int64_t forward_work = 0;  ///< multiply-adds for the batch
  std::int64_t step_work = 0;
  std::vector<NodeTime> nodes;
  /// Two towers share a GPU: a node's time includes what the other tower's nodes did meanwhile, so
  /// that all of them add up to more than the step.
  bool towers_share_gpu = false;
};

/// How a network is timed.
struct TimingOptions {
  int repeats = 1;
  /// In each repeat, so that a GPU has the next step in its queue while it works on the current
  /// one; after the last, the host waits.
  int steps_in_a_row = 1;
  Math math = Math::fp32;
  std::string_view highest_rung = {};  ///< on the CPU (see Network); empty: any
};

/// Times the network on random pictures, on GPUs with ReLUs fused to the nodes that they read.
/// Times are per step.
/// Errors: no repeats; results that are not finite.
NetworkTime time_network(const Variant& variant, const Placement& placement, int batch_size,
                         const TimingOptions& options);

}  // namespace alexnet
