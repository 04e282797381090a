#pragma once
#include <functional>

#include "data/dataset.h"
#include "data/preprocessing.h"
#include "model/network.h"

namespace alexnet {

/// A place in a picture where a first-layer kernel answers most strongly.
struct ExcitingPatch {
  int index = 0;  ///< of the picture
  /// The patch's corner in the stored picture. Where the patch reaches beyond the central crop, the
  /// kernel saw padding, even if the picture goes on there.
  int top = 0, left = 0;
  float answer = 0;  ///< the kernel's sum there, bias included, before the ReLU
};

/// For one tower: for every kernel its k patches, the strongest first; at most one per picture.
struct TowerPatches {
  std::string node;  ///< "conv1a"
  int height = 0, width = 0;
  std::vector<std::vector<ExcitingPatch>> by_kernel;
  int crop_side = 0;  ///< of the central crop, which is what the network read
};

/// Runs the first layer alone on these pictures' central crops, on the CPU, and replaces patches
/// in `best` with those that excite it more; at first `best` is empty.
/// Errors: a first layer that is not a convolution; pictures that do not fit the network.
void add_exciting_patches(const Network& network, const Dataset& data,
                          const Preprocessing& preprocessing, std::span<const int> pictures, int k,
                          std::vector<TowerPatches>& best);
/// The same for all pictures.
std::vector<TowerPatches> exciting_patches(const Network& network, const Dataset& data,
                                           const Preprocessing& preprocessing, int k,
                                           const std::function<void(int done)>& progress = {});

/// One of the tower's patches as the kernel saw it; white where it reaches beyond the crop.
Image patch_image(const Dataset& data, const TowerPatches& tower, const ExcitingPatch& patch);

}  // namespace alexnet
