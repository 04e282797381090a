#pragma once
#include <fmt/format.h>

#include "model/summary.h"

namespace alexnet::course {

/// A layer of the paper: the nodes of both towers, which are named "conv1a" and "conv1b", as one.
struct LayerRow {
  std::string name, output;
  std::int64_t numbers, parameters, multiply_adds;
};

inline std::vector<LayerRow> layers_of(const Variant& variant) {
  std::vector<LayerRow> layers;
  for (const NodeSummary& node : summarize(variant)) {
    if (node.tower == Tower::b) {  // stands right behind its twin
      LayerRow& twin = layers.back();
      twin.output = "2 x " + twin.output;
      twin.numbers *= 2;
      twin.parameters *= 2;
      twin.multiply_adds *= 2;
      continue;
    }
    std::string name = node.name;
    if (name.back() == 'a') name.pop_back();
    const Shape& y = node.output;
    layers.push_back({name, fmt::format("{}x{}x{}", y.c, y.h, y.w), y.image_size(), node.parameters,
                      node.multiply_adds});
  }
  return layers;
}

}  // namespace alexnet::course
