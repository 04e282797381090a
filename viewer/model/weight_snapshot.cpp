#include "viewer/model/weight_snapshot.h"

#include <atomic>
#include <cmath>

namespace alexnet::viewer {
namespace {

double root_mean_square(const Tensor& values) {
  const Tensor here = values.to(Device::cpu());
  double sum = 0;
  for (const Real value : here.view().values()) sum += double(value) * double(value);
  return std::sqrt(sum / double(here.shape().size()));
}

}  // namespace

WeightSnapshot snapshot_weights(const Network& network, std::int64_t iteration) {
  static std::atomic<std::uint64_t> snapshots = 0;
  WeightSnapshot weights;
  weights.number = ++snapshots;
  weights.iteration = iteration;
  for (const Network::Node& node : network.nodes()) {
    for (const Parameter& parameter : node.layer->parameters()) {
      if (parameter.is_bias) continue;
      UpdateRatio ratio{node.name, node.tower, root_mean_square(parameter.value), {}};
      if (!parameter.velocity.empty()) ratio.rms_update = root_mean_square(parameter.velocity);
      weights.layers.push_back(ratio);
      if (std::holds_alternative<ConvSpec>(node.spec) && node.inputs.front() == Network::kImages)
        weights.first_layer.push_back({node.name, node.tower, parameter.value.to(Device::cpu())});
    }
  }
  return weights;
}

}  // namespace alexnet::viewer
