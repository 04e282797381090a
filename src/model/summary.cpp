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
    if (const std::int64_t weights = weights_per_output(node.layer, inputs)) {
      row.parameters = row.output.c * (weights + 1);
      row.multiply_adds = row.output.image_size() * weights;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace alexnet
