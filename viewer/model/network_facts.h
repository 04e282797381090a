#pragma once
#include "viewer/model/snapshot.h"

namespace alexnet::viewer {

/// What a copy between the towers moves in one training step of so many pictures, in megabytes: the
/// maps to the other tower and their gradients back.
inline double exchanged_mb(const NodeFacts& copy, int pictures) {
  return 2e-6 * double(copy.output.image_size()) * sizeof(float) * pictures;
}

}  // namespace alexnet::viewer
