#pragma once
#include <memory>
#include <span>

#include "model/node_spec.h"

namespace alexnet {

/// The shape of a layer's output, given the shapes of its inputs. Throws where they do not fit.
Shape output_shape(const LayerSpec& layer, std::span<const Shape> inputs);

/// The layer, with its parameters allocated on the device but not yet initialized.
std::unique_ptr<Layer> make_layer(const LayerSpec& layer, const std::string& name,
                                  std::span<const Shape> inputs, Device device);

/// How many products each of the layer's outputs adds up, one per weight; 0 for layers without
/// weights. Times the number of outputs, this is the forward pass's multiply-adds, the usual
/// measure of a network's work.
std::int64_t weights_per_output(const LayerSpec& layer, std::span<const Shape> inputs);

/// How the layer's parameters are initialized; defaults for layers without any.
Init init_of(const LayerSpec& layer);

}  // namespace alexnet
