#include "model/node_spec.h"

#include <map>

#include "core/check.h"

namespace alexnet {
namespace {

std::string pool_text(const char* kind, const PoolParams& p) {
  return fmt::format("{} {}x{}, stride {}", kind, p.size, p.size, p.stride);
}

struct Describe {
  std::string operator()(const ConvSpec& s) const {
    std::string text = fmt::format("conv {} of {}x{}", s.filters, s.size, s.size);
    if (s.params.stride != 1) text += fmt::format(", stride {}", s.params.stride);
    if (s.params.pad != 0) text += fmt::format(", pad {}", s.params.pad);
    return text;
  }
  std::string operator()(const LinearSpec& s) const {
    return fmt::format("fully connected {}", s.outputs);
  }
  std::string operator()(const ReluSpec&) const { return "ReLU"; }
  std::string operator()(const TanhSpec&) const { return "tanh"; }
  std::string operator()(const LrnSpec& s) const {
    return fmt::format("LRN over {} maps", s.params.size);
  }
  std::string operator()(const LrnWithinChannelSpec& s) const {
    return fmt::format("LRN over {}x{} pixels", s.params.size, s.params.size);
  }
  std::string operator()(const MaxPoolSpec& s) const { return pool_text("max pool", s.params); }
  std::string operator()(const AvgPoolSpec& s) const { return pool_text("average pool", s.params); }
  std::string operator()(const DropoutSpec& s) const {
    return fmt::format("dropout, keep {}", s.keep);
  }
  std::string operator()(const SoftmaxLossSpec&) const { return "softmax"; }
  std::string operator()(const TowerCopySpec&) const { return "copy to the other tower"; }
};

}  // namespace

const char* to_text(Tower tower) { return tower == Tower::a ? "a" : "b"; }

std::string to_text(const LayerSpec& layer) { return std::visit(Describe{}, layer); }

NodeList without_steps(const NodeList& nodes, const std::vector<std::string>& steps) {
  std::map<std::string, std::string> read_instead;  // of a node that is left out
  for (const std::string& step : steps) {
    bool found = false;
    for (const NodeSpec& node : nodes) {
      if (node.name != step && node.name != step + "a" && node.name != step + "b") continue;
      ALEXNET_CHECK(node.inputs.size() == 1, "{}: cannot be left out, for it reads {} nodes",
                    node.name, node.inputs.size());
      read_instead[node.name] = node.inputs.front();
      found = true;
    }
    ALEXNET_CHECK(found, "{}: cannot be left out, for it is not there", step);
  }
  NodeList kept;
  for (NodeSpec node : nodes) {
    if (read_instead.count(node.name)) continue;
    for (std::string& input : node.inputs)
      while (read_instead.count(input)) input = read_instead[input];
    kept.push_back(std::move(node));
  }
  return kept;
}

}  // namespace alexnet
