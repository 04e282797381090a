#include "viewer/model/glance.h"

#include <atomic>
#include <cmath>

namespace alexnet::viewer {
namespace {

double mean_magnitude(const Tensor& values) {
  const Tensor here = values.to(Device::cpu());
  double sum = 0;
  for (const Real value : here.view().values()) sum += std::abs(value);
  return sum / double(here.shape().size());
}

}  // namespace

Glance look_at(const Network& network, std::int64_t iteration) {
  static std::atomic<std::uint64_t> glances = 0;
  Glance glance;
  glance.number = ++glances;
  glance.iteration = iteration;
  for (const Network::Node& node : network.nodes()) {
    for (const Parameter& parameter : node.layer->parameters()) {
      if (parameter.is_bias) continue;
      LayerPulse pulse{node.name, node.tower, mean_magnitude(parameter.value), {}};
      if (!parameter.velocity.empty()) pulse.mean_update = mean_magnitude(parameter.velocity);
      glance.layers.push_back(pulse);
      if (std::holds_alternative<ConvSpec>(node.spec) && node.inputs.front() == Network::kImages)
        glance.first_layer.push_back({node.name, node.tower, parameter.value.to(Device::cpu())});
    }
  }
  return glance;
}

}  // namespace alexnet::viewer
