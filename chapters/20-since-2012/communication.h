#pragma once
#include <string>
#include <utility>
#include <vector>

#include "model/summary.h"

// What GPUs that train together have to tell each other.
namespace alexnet::course {

inline constexpr double kMegabyte = 1e6;

/// A layer with parameters, both towers in one.
struct LearnedLayer {
  std::string name;
  bool is_convolution = false;
  std::int64_t parameters = 0;
  std::int64_t reads = 0;  ///< numbers, for one picture
};

inline std::vector<LearnedLayer> layers_of(const Variant& variant) {
  const std::vector<NodeSummary> nodes = summarize(variant);
  std::vector<LearnedLayer> layers;
  std::int64_t before = 0, step = variant.input.size();  // what the two towers output at a step
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const bool is_twin = nodes[i].tower == Tower::b;  // which stands right behind tower a's
    if (!is_twin) before = std::exchange(step, 0);
    step += nodes[i].output.size();
    if (nodes[i].parameters == 0) continue;
    if (!is_twin)
      layers.push_back({.name = nodes[i].name.substr(0, nodes[i].name.find('a')),
                        .is_convolution = nodes[i].multiply_adds > nodes[i].parameters,
                        .reads = before});
    layers.back().parameters += nodes[i].parameters;
  }
  return layers;
}

inline std::int64_t parameters_of(const Variant& variant) {
  std::int64_t sum = 0;
  for (const LearnedLayer& layer : layers_of(variant)) sum += layer.parameters;
  return sum;
}

/// Megabytes that each GPU sends in a step of `pictures` pictures in all: once round the ring for
/// the gradients of what all GPUs have, once for what the layers that are shared out read.
inline double sent(int gpus, double pictures, bool share_fc) {
  double numbers = 0;
  for (const LearnedLayer& layer : layers_of(make_variant("paper")))
    numbers += layer.is_convolution || !share_fc ? double(layer.parameters)
                                                 : double(layer.reads) * pictures;
  return 2.0 * (gpus - 1) / gpus * numbers * sizeof(Real) / kMegabyte;
}

}  // namespace alexnet::course
