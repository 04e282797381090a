#pragma once
#include <functional>

#include "data/loader.h"
#include "model/network.h"

namespace alexnet {

/// Where in which picture a first-layer kernel answers strongest.
struct ExcitingPatch {
  int index = 0;  ///< of the picture
  /// The patch's corner in the stored picture; negative where it is padding.
  int top = 0, left = 0;
  float answer = 0;  ///< the kernel's sum there, bias included, before the ReLU
};

/// For one tower: for every kernel its k patches, the strongest first; one per picture at most.
struct TowerPatches {
  std::string node;  ///< "conv1a"
  int height = 0, width = 0;
  std::vector<std::vector<ExcitingPatch>> by_kernel;
};

/// Shows every picture's central crop to the first layer, and nothing above it.
/// Errors: a first layer that is no convolution.
std::vector<TowerPatches> exciting_patches(const Network& network, const Dataset& data,
                                           const Preprocessing& preprocessing, int k,
                                           const std::function<void(int done)>& progress = {});

/// The patch as pixels; white where it reaches beyond the picture.
Image patch_image(const Dataset& data, const ExcitingPatch& patch, int height, int width);

}  // namespace alexnet
