#include "model/forward_graph.h"

#include "cuda/workspace.h"

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
      graph_(*network.stream(Tower::a), [&] { network.forward(batch, {}); }),
      done_(network.stream(Tower::a)->device()) {
  for (Tower tower : {Tower::a, Tower::b})
    if (const cuda::Stream* stream = network.stream(tower))
      workspaces_[std::size_t(tower)] = stream->workspace().pin();
}

ConstTensorView ForwardGraph::forward() {
  graph_.launch(*network_.stream(Tower::a));
  // All of it is in tower a's stream now, and who reads tower b's nodes waits for tower b's device.
  done_.record(*network_.stream(Tower::a));
  if (const cuda::Stream* b = network_.stream(Tower::b)) b->wait(done_);
  return probabilities_;
}

}  // namespace alexnet
