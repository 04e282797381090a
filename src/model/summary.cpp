#include "model/summary.h"

#include "model/layer_factory.h"

namespace alexnet {

std::vector<NodeSummary> summarize(const Variant& variant) {
  std::vector<NodeSummary> rows;
  const auto shape_of = [&](const std::string& name) {
    if (name == kDataNode) return variant.input;
    for (const NodeSummary& row : rows)
      if (row.name == name) return row.output;
    throw_error("variant {} has no node '{}'", variant.name, name);
  };
  for (const NodeSpec& node : variant.nodes) {
    std::vector<Shape> inputs;
    for (const std::string& input : node.inputs) inputs.push_back(shape_of(input));
    NodeSummary row{node.name, to_text(node.layer), node.tower, output_shape(node.layer, inputs)};
    std::int64_t weights_per_output = 0;
    for (const Shape& input : inputs) weights_per_output += input.c;
    if (const auto* conv = std::get_if<ConvSpec>(&node.layer)) {
      weights_per_output *= conv->size * conv->size;
      row.parameters = conv->filters * (weights_per_output + 1);
      row.multiply_adds = row.output.image_size() * weights_per_output;
    } else if (const auto* linear = std::get_if<LinearSpec>(&node.layer)) {
      weights_per_output = 0;
      for (const Shape& input : inputs) weights_per_output += input.image_size();
      row.parameters = linear->outputs * (weights_per_output + 1);
      row.multiply_adds = linear->outputs * weights_per_output;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace alexnet
