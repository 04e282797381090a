#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "model/variants.h"

namespace alexnet {

/// The size and cost of one node, without allocating it.
struct NodeSummary {
  std::string name, what;
  Tower tower;
  Shape output;  ///< of one image
  std::int64_t parameters = 0;
  std::int64_t multiply_adds = 0;  ///< of the forward pass, per image
};

/// A row for every node of the variant, in execution order. TowerCopy nodes, which only a Network
/// has, are not among them.
std::vector<NodeSummary> summarize(const Variant& variant);

}  // namespace alexnet
