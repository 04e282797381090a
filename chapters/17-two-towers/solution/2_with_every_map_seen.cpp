#include "exercises.h"

namespace alexnet::course {

Variant with_every_map_seen(Variant variant) {
  for (NodeSpec& node : variant.nodes) {
    const std::string input = node.inputs[0];
    if (!std::holds_alternative<ConvSpec>(node.layer) || input == kDataNode) continue;
    const std::string layer = input.substr(0, input.size() - 1);
    node.inputs = {layer + "a", layer + "b"};
  }
  return variant;
}

}  // namespace alexnet::course
