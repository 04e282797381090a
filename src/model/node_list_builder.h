#pragma once
#include <string>

#include "model/node_spec.h"

namespace alexnet {

/// Which outputs of the previous step a node reads.
enum class From {
  own_tower,   ///< this tower's only
  both_towers  ///< tower a's, then tower b's
};

/// Builds a node list step by step, so that a network reads like the paper's section 3.5.
///
/// With two towers every step adds two nodes, "conv1a" and "conv1b"; with one it adds "conv1". Each
/// reads the step before it.
class NodeListBuilder {
 public:
  explicit NodeListBuilder(int towers) : towers_(towers) {}

  /// A step in every tower.
  NodeListBuilder& add(const std::string& name, LayerSpec layer, From from = From::own_tower);
  /// A step in tower a alone that reads every tower: for the layers after the towers have joined.
  NodeListBuilder& join(const std::string& name, LayerSpec layer);

  /// The node list. The builder is of no more use.
  NodeList finish() { return std::move(nodes_); }

 private:
  int towers_;
  std::vector<std::string> before_;  // the step before: one name per tower
  NodeList nodes_;
};

}  // namespace alexnet
