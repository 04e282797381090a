#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "model/summary.h"

// What a tower keeps in memory during training.
namespace alexnet::course {

inline const NodeSummary& find(const std::vector<NodeSummary>& nodes, const std::string& name) {
  return *std::find_if(nodes.begin(), nodes.end(), [&](const auto& n) { return n.name == name; });
}

inline std::int64_t count_readers(const Variant& variant, const std::string& name) {
  return std::count_if(variant.nodes.begin(), variant.nodes.end(), [&](const NodeSpec& node) {
    return std::count(node.inputs.begin(), node.inputs.end(), name) > 0;
  });
}

/// In megabytes, each a million bytes.
struct TowerMemory {
  double maps = 0;     ///< outputs and their gradients
  double copies = 0;   ///< the same of the copies of the other tower's outputs; and where two nodes
                       ///< read an output, a second gradient, which is added to the first
  double learned = 0;  ///< parameters, gradients and velocities
  double pictures = 0;
};

inline TowerMemory memory_of(const Variant& variant, Tower tower, int batch_size) {
  const std::vector<NodeSummary> nodes = summarize(variant);
  const auto batch_mb = [&](const Shape& image) {
    return 1e-6 * double(image.size()) * batch_size * sizeof(Real);
  };
  TowerMemory mb;
  mb.pictures = batch_mb(variant.input);
  for (const NodeSpec& node : variant.nodes) {
    if (node.tower != tower) continue;
    const NodeSummary& of_node = find(nodes, node.name);
    mb.maps += 2 * batch_mb(of_node.output);
    mb.learned += 3e-6 * double(of_node.parameters) * sizeof(Real);
    if (count_readers(variant, node.name) > 1) mb.copies += batch_mb(of_node.output);
    for (const std::string& input : node.inputs)
      if (input != kDataNode && find(nodes, input).tower != tower)
        mb.copies += 2 * batch_mb(find(nodes, input).output);
  }
  return mb;
}

}  // namespace alexnet::course
