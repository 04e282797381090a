#pragma once
#include "core/file.h"

// What the project comes with. It lies in the source tree that the program was built from; whoever
// moved that away has none of it, and these name files that are not there.
namespace alexnet {

/// The run folder of a network: `mini`, which has seen photographs of 100 classes. Its README.md is
/// the model card.
Path shipped_network();

/// A folder of photographs to try a network on.
Path shipped_photographs();

}  // namespace alexnet
