#pragma once
#include <vector>

#include "core/file.h"

namespace alexnet::viewer {

/// The file, or the pictures in the folder, ordered by name.
/// Errors: a folder that cannot be read, or that holds no pictures.
std::vector<Path> picture_files(const Path& file_or_folder);

}  // namespace alexnet::viewer
