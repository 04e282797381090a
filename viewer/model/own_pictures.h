#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/image.h"

namespace alexnet::viewer {

struct OwnPictures {
  std::vector<Image> pictures;      ///< those that could be read
  std::vector<std::string> titles;  ///< their files' names
  std::string refused;  ///< what could not be read, or is too much, in words; empty if nothing
};

/// Reads pictures from files; a folder stands for the pictures in it, ordered by name. They are
/// made squares of `side` pixels at once: a folder of photographs may not fit in memory. Of very
/// many, the first 2,000 are read: the folder of a whole data set would not fit, either.
OwnPictures read_own_pictures(const std::vector<Path>& files_and_folders, int side,
                              const std::function<void(double done)>& progress);

}  // namespace alexnet::viewer
