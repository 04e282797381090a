#pragma once
#include <vector>

#include "core/tensor.h"
#include "model/network.h"

namespace alexnet {

/// The share of a first-layer kernel's energy that is colour, 0 ... 1.
///
/// At every pixel the three weights split into a grey part (their mean, three times) and the rest,
/// which is orthogonal to it. Energy is the sum of squares; 0 is a kernel of greys, 1 one that
/// cannot see brightness at all. A kernel that is 0 everywhere has share 0.
/// Paper: section 6.1 and Figure 3: one GPU's kernels are largely colour-agnostic, the other's
/// largely colour-specific.
float colour_share(ConstTensorView filters, int filter);

/// The shares of all first-layer kernels of one tower.
struct TowerColours {
  std::string node;           ///< "conv1a"
  std::vector<float> shares;  ///< one per kernel
  float median = 0;
};

/// Of the kernels of one tower, which are filters over three colours.
TowerColours tower_colours(const std::string& node, ConstTensorView filters);

/// One entry per tower, tower a first.
/// Errors: a first layer that is no convolution over three colours.
std::vector<TowerColours> colour_split(const Network& network);

/// The nodes that are first-layer convolutions: "conv1a", "conv1b", or "conv1".
std::vector<int> first_convolutions(const Network& network);

}  // namespace alexnet
