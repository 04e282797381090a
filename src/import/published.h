#pragma once
#include <optional>

#include "predict/trained_model.h"

// Networks that others trained and published, turned into ours. Where theirs computes something
// differently, the difference is folded into the weights as they are read:
//
//     dropout      theirs doubles units in training, ours halves them at test time: weights after
//                  it are doubled, which is exact
//     input        where theirs divides channel c by its standard deviation s[c], conv1 is divided:
//                  weight[c] * (x[c] / s[c]) = (weight[c] / s[c]) * x[c] except for rounding. Where
//                  theirs has blue first, conv1's channels are reversed.
//     groups       weights that a grouped convolution does not have are 0
//
// What else differs is in the variants' tables (alexnet summary --variant torchvision, caffe).
namespace alexnet {

/// torchvision's alexnet, from a safetensors file with the names of its state dict, which are
/// features.0.weight to classifier.6.bias.
/// Errors: another kind of file; a tensor missing or of another shape.
TrainedModel import_torchvision(const Path& path);

/// Caffe's bvlc_alexnet from its .caffemodel. The mean is the image of a .binaryproto, or the mean
/// colour that Caffe publishes.
/// Errors: another kind of file, damaged; a layer missing or of another shape; pools that come
/// before norms, as in CaffeNet.
TrainedModel import_caffe(const Path& path, const std::optional<Path>& mean_image);

/// The same, into a network as wide as this variant. For tests: files small enough to be kept with
/// them.
TrainedModel import_torchvision(const Path& path, const Variant& variant);
TrainedModel import_caffe(const Path& path, const std::optional<Path>& mean_image,
                          const Variant& variant);

}  // namespace alexnet
