#include "model/node_list_builder.h"

namespace alexnet {

NodeListBuilder& NodeListBuilder::add(const std::string& name, LayerSpec layer, From from) {
  std::vector<std::string> now;
  for (int t = 0; t < towers_; ++t) {
    const Tower tower = t == 0 ? Tower::a : Tower::b;
    std::vector<std::string> inputs = {kDataNode};
    if (!before_.empty())
      inputs = from == From::both_towers ? before_ : std::vector{before_[std::size_t(t)]};
    now.push_back(towers_ == 1 ? name : name + to_text(tower));
    nodes_.push_back({now.back(), layer, inputs, tower});
  }
  before_ = now;
  return *this;
}

NodeListBuilder& NodeListBuilder::join(const std::string& name, LayerSpec layer) {
  nodes_.push_back({name, layer, before_, Tower::a});
  before_ = {name};
  towers_ = 1;
  return *this;
}

}  // namespace alexnet
