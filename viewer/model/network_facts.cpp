#include "viewer/model/network_facts.h"

namespace alexnet::viewer {

double exchanged_mb(const NodeFacts& copy, int pictures) {
  return 2e-6 * double(copy.output.image_size()) * sizeof(float) * pictures;
}

std::string layer_of(const ConvFilters& filters) {
  const char last = filters.node.back();
  return last == 'a' || last == 'b' ? filters.node.substr(0, filters.node.size() - 1)
                                    : filters.node;
}

std::vector<std::string> filter_layers(const NetworkFacts& network) {
  std::vector<std::string> layers;
  for (const ConvFilters& filters : network.convolutions)
    if (filters.tower == Tower::a) layers.push_back(layer_of(filters));
  return layers;
}

}  // namespace alexnet::viewer
