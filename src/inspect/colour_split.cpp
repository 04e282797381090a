#include "inspect/colour_split.h"

#include <algorithm>
#include <cmath>

namespace alexnet {

float colour_share(ConstTensorView filters, int filter) {
  double energy = 0, grey_energy = 0;
  for (int y = 0; y < filters.shape.h; ++y)
    for (int x = 0; x < filters.shape.w; ++x) {
      double sum = 0;
      for (int c = 0; c < 3; ++c) {
        const double weight = filters(filter, c, y, x);
        sum += weight;
        energy += weight * weight;
      }
      grey_energy += sum * sum / 3;  // three weights of sum / 3 each
    }
  if (!(energy > 0) || !std::isfinite(energy)) return 0;  // a net that diverged
  return float(std::clamp(1 - grey_energy / energy, 0.0, 1.0));
}

std::vector<int> first_convolutions(const Network& network) {
  std::vector<int> found;
  for (int i = 0; i < int(network.nodes().size()); ++i) {
    const Network::Node& node = network.nodes()[i];
    const bool reads_images = node.inputs.front() == Network::kImages;
    if (reads_images && std::holds_alternative<ConvSpec>(node.spec)) found.push_back(i);
  }
  ALEXNET_CHECK(!found.empty(), "variant {}: its first layer is no convolution",
                network.variant().name);
  return found;
}

TowerColours tower_colours(const std::string& node, ConstTensorView filters) {
  TowerColours tower{node, {}};
  for (int f = 0; f < filters.shape.n; ++f) tower.shares.push_back(colour_share(filters, f));
  std::vector<float> sorted = tower.shares;
  std::sort(sorted.begin(), sorted.end());
  const std::size_t middle = sorted.size() / 2;
  tower.median =
      sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return tower;
}

std::vector<TowerColours> colour_split(const Network& network) {
  std::vector<TowerColours> towers;
  for (int i : first_convolutions(network)) {
    const Network::Node& node = network.nodes()[i];
    const HostView host(node.layer->parameters()[0].value);
    const ConstTensorView filters = host.view;
    ALEXNET_CHECK(filters.shape.c == 3,
                  "{}: expected kernels over three colours, found {} channels", node.name,
                  filters.shape.c);
    towers.push_back(tower_colours(node.name, filters));
  }
  return towers;
}

}  // namespace alexnet
