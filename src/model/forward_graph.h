#pragma once
#include <array>
#include <memory>

#include "cuda/graph.h"
#include "model/network.h"

namespace alexnet {

/// The network's forward pass at test time, kept as one graph (cuda/graph.h says what that is for).
///
/// While the graph lives, a pass that needs more working memory than the forward pass is an error.
/// Training uses no graph: every iteration has its own dropout masks and learning rate, which are
/// arguments of kernels, and its batches are large enough for the host to run ahead.
class ForwardGraph {
 public:
  /// For `batch` images. Runs the pass once, so that all memory is allocated, then records it.
  /// Errors: a network for which is_possible() is false; one that measures its nodes.
  ForwardGraph(Network& network, int batch);
  /// Whether all towers are on GPUs that copy to each other directly: a detour through the host's
  /// memory cannot be recorded.
  static bool is_possible(const Network& network);

  /// Does what network.forward(batch, {}) does, for the images that are in network.input() and with
  /// the parameters as they are now. (After a pass with another batch size, network.output() and
  /// the like still have that size.)
  ConstTensorView forward();

 private:
  Network& network_;
  ConstTensorView probabilities_;
  cuda::Graph graph_;
  cuda::Event before_, done_;
  std::array<std::shared_ptr<const void>, 2> workspaces_;  // pinned, one per tower
};

}  // namespace alexnet
