#include "viewer/model/node_times.h"

#include "core/median.h"

namespace alexnet::viewer {
namespace {

constexpr int kPasses = 3;

}  // namespace

NodeTimes time_nodes(const Network& network, const std::function<void()>& pass) {
  const std::size_t count = network.nodes().size();
  std::vector<std::vector<double>> forward(count), backward(count);
  for (int i = 0; i < kPasses; ++i) {
    pass();
    for (std::size_t node = 0; node < count; ++node) {
      forward[node].push_back(network.nodes()[node].forward_time.ms());
      backward[node].push_back(network.nodes()[node].backward_time.ms());
    }
  }
  NodeTimes medians;
  for (std::size_t node = 0; node < count; ++node) {
    medians.forward.push_back(median(forward[node]));
    medians.backward.push_back(median(backward[node]));
  }
  return medians;
}

}  // namespace alexnet::viewer
