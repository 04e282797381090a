#pragma once
#include <vector>

#include "core/file.h"

namespace alexnet::viewer {

/// The files, and for each folder the pictures in it, ordered by name.
/// Errors: a folder without pictures.
std::vector<Path> picture_files(const std::vector<Path>& files_and_folders);

}  // namespace alexnet::viewer
