#pragma once

namespace alexnet::viewer {

/// One of the pictures that can be looked at.
struct PictureRef {
  bool own = false;  ///< one of the user's own pictures, not of the validation set
  int index = 0;

  bool operator==(const PictureRef&) const = default;
};

}  // namespace alexnet::viewer
