#include "viewer/model/own_pictures.h"

#include <algorithm>

#include "core/check.h"
#include "core/image.h"

namespace alexnet::viewer {

std::vector<Path> picture_files(const Path& file_or_folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(file_or_folder, error)) return {file_or_folder};
  std::vector<Path> inside;
  for (std::filesystem::directory_iterator entry(file_or_folder, error), end;
       !error && entry != end; entry.increment(error))
    if (has_image_ending(entry->path())) inside.push_back(entry->path());
  ALEXNET_CHECK(!error, "{}: cannot read the folder: {}", file_or_folder.string(), error.message());
  ALEXNET_CHECK(!inside.empty(), "{}: the folder holds no pictures", file_or_folder.string());
  std::sort(inside.begin(), inside.end());
  return inside;
}

}  // namespace alexnet::viewer
