#pragma once
#include <vector>

#include "core/file.h"

namespace alexnet::viewer {

/// The files, and of folders the pictures that lie in them, in the order of their names.
/// Errors: a folder without pictures.
std::vector<Path> picture_files(const std::vector<Path>& files_and_folders);

}  // namespace alexnet::viewer
