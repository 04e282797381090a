#pragma once
#include <vector>

#include "core/file.h"

// What ships with the project. It lies in the source tree that the program was built from; if that
// tree has been moved away, these functions name files that are not there.
namespace alexnet {

/// A run folder with a network, which was trained on photographs of 100 classes; its README.md is
/// the model card.
struct ShippedNetwork {
  Path folder;
  const char* what;  ///< in a sentence or two
};

/// `mini`, which answers where no other network is named, and `mini-small-start`.
const std::vector<ShippedNetwork>& shipped_networks();

/// The run folder of `mini`.
Path shipped_network();

/// A folder of photographs to try a network on.
Path shipped_photographs();

}  // namespace alexnet
