#include "inspect/first_layer.h"

namespace alexnet {

std::vector<int> first_convolutions(const Network& network) {
  std::vector<int> found;
  for (int i = 0; i < int(network.nodes().size()); ++i) {
    const Network::Node& node = network.nodes()[i];
    const bool reads_images = node.inputs.front() == Network::kImages;
    if (reads_images && std::holds_alternative<ConvSpec>(node.spec)) found.push_back(i);
  }
  ALEXNET_CHECK(!found.empty(), "variant {}: its first layer is not a convolution",
                network.variant().name);
  return found;
}

ConstTensorView own_kernels(const Network& network, Tower tower, ConstTensorView filters) {
  const int halo = network.variant().halo;
  return filters.images(tower == Tower::a ? 0 : halo, filters.shape.n - halo);
}

}  // namespace alexnet
