#pragma once
#include "core/file.h"

// What ships with the project. It lies in the source tree that the program was built from; if that
// tree has been moved away, these functions name files that are not there.
namespace alexnet {

/// The run folder of a network: `mini`, which was trained on photographs of 100 classes. Its
/// README.md is the model card.
Path shipped_network();

/// A folder of photographs to try a network on.
Path shipped_photographs();

}  // namespace alexnet
