#pragma once
#include <vector>

#include "model/network.h"

// Which kernels see the pictures themselves.
namespace alexnet {

/// The nodes that are first-layer convolutions: "conv1a", "conv1b", or "conv1".
/// Errors: a first layer that is not a convolution.
std::vector<int> first_convolutions(const Network& network);

/// The kernels of such a node without its halo: copies of the other tower's kernels are counted and
/// drawn there (Variant::halo).
ConstTensorView own_kernels(const Network& network, Tower tower, ConstTensorView filters);

}  // namespace alexnet
