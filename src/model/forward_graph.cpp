#include "model/forward_graph.h"

#include "cuda/device.h"
#include "cuda/workspace.h"

namespace alexnet {
namespace {

bool copies_directly(const Network& network) {
  const cuda::Stream *a = network.stream(Tower::a), *b = network.stream(Tower::b);
  return !b || (cuda::can_access_peer(a->device(), b->device()) &&
                cuda::can_access_peer(b->device(), a->device()));
}

Network& checked(Network& network) {
  ALEXNET_CHECK(network.is_on_gpus(), "only what GPUs do can be kept as a graph");
  ALEXNET_CHECK(copies_directly(network),
                "a graph needs devices that copy to each other directly, which those of {} do not; "
                "place both towers on one, or call forward() without a graph",
                to_text(network.placement()));
  ALEXNET_CHECK(!network.measures_nodes(), "the nodes of a graph cannot be measured");
  return network;
}

}  // namespace

bool ForwardGraph::is_possible(const Network& network) {
  return network.is_on_gpus() && copies_directly(network);
}

ForwardGraph::ForwardGraph(Network& network, int batch)
    : network_(checked(network)),
      probabilities_(network.forward(batch, {})),
      graph_(*network.stream(Tower::a), [&] { network.forward(batch, {}); }),
      before_((network.stream(Tower::b) ? network.stream(Tower::b) : network.stream(Tower::a))
                  ->device()),
      done_(network.stream(Tower::a)->device()) {
  for (Tower tower : {Tower::a, Tower::b})
    if (const cuda::Stream* stream = network.stream(tower))
      workspaces_[std::size_t(tower)] = stream->workspace().pin();
}

ConstTensorView ForwardGraph::forward() {
  // The whole graph goes into tower a's stream. It begins after the work still queued for tower b,
  // and tower b's stream waits for its end: a reader of tower b's nodes waits for tower b's device.
  const cuda::Stream& a = *network_.stream(Tower::a);
  const cuda::Stream* b = network_.stream(Tower::b);
  if (b) {
    before_.record(*b);
    a.wait(before_);
  }
  graph_.launch(a);
  done_.record(a);
  if (b) b->wait(done_);
  return probabilities_;
}

}  // namespace alexnet
