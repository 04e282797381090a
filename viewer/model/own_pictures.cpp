#include "viewer/model/own_pictures.h"

#include <algorithm>

#include "core/check.h"
#include "core/image.h"

namespace alexnet::viewer {

std::vector<Path> picture_files(const std::vector<Path>& files_and_folders) {
  std::vector<Path> files;
  for (const Path& path : files_and_folders) {
    if (!std::filesystem::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    std::vector<Path> inside;
    for (const auto& entry : std::filesystem::directory_iterator(path))
      if (has_image_ending(entry.path())) inside.push_back(entry.path());
    ALEXNET_CHECK(!inside.empty(), "{}: the folder holds no pictures", path.string());
    std::sort(inside.begin(), inside.end());
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

}  // namespace alexnet::viewer
