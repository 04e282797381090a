#pragma once
#include "core/safetensors.h"
#include "model/network.h"

namespace alexnet {

/// Runs one batch and saves what every node computed: tensors "data", "conv1a", ... under their
/// nodes' names. With labels, also the gradient of the mean loss with respect to each of them
/// ("conv1a.grad") and to every parameter ("conv1a.weight.grad"). As at test time: no dropout.
/// Errors: images that do not fit the network; a file that cannot be written.
void save_activations(const Path& path, Network& network, ConstTensorView images,
                      const std::vector<int>& labels);

}  // namespace alexnet
