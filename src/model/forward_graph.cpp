#include "model/forward_graph.h"

namespace alexnet {
namespace {

Network& checked(Network& network) {
  ALEXNET_CHECK(network.is_on_gpus(), "only what GPUs do can be kept as a graph");
  ALEXNET_CHECK(!network.measures_nodes(), "the nodes of a graph cannot be measured");
  return network;
}

}  // namespace

ForwardGraph::ForwardGraph(Network& network, int batch)
    : network_(checked(network)),
      probabilities_(network.forward(batch, {})),
      graph_(*network.stream(Tower::a), [&] { network.forward(batch, {}); }) {}

ConstTensorView ForwardGraph::forward() {
  graph_.launch(*network_.stream(Tower::a));
  return probabilities_;
}

}  // namespace alexnet
