#include "viewer/model/own_pictures.h"

#include <algorithm>

#include "core/check.h"

namespace alexnet::viewer {

namespace {

constexpr std::size_t kMost = 2000;

/// The file, or the pictures in the folder.
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

}  // namespace

OwnPictures read_own_pictures(const std::vector<Path>& files_and_folders, int side,
                              const std::function<void(double)>& progress) {
  OwnPictures own;
  int refused_count = 0;
  const auto refuse = [&](const Error& error) {
    if (refused_count++ == 0) own.refused = error.what();
  };
  std::vector<Path> files;
  for (const Path& path : files_and_folders) {
    try {
      const std::vector<Path> found = picture_files(path);
      files.insert(files.end(), found.begin(), found.end());
    } catch (const Error& error) {
      refuse(error);
    }
  }
  const std::size_t all = files.size();
  files.resize(std::min(all, kMost));
  for (std::size_t i = 0; i < files.size(); ++i) {
    progress(double(i) / double(files.size()));
    try {
      own.pictures.push_back(shorter_side_and_centre_crop(read_image(files[i]), side));
      own.titles.push_back(files[i].filename().string());
    } catch (const Error& error) {
      refuse(error);
    }
  }
  if (refused_count > 1) own.refused += fmt::format(" (and {} more)", refused_count - 1);
  if (all > files.size())
    own.refused += fmt::format("{}only the first {} of {} pictures are shown",
                               own.refused.empty() ? "" : "; ", files.size(), all);
  return own;
}

}  // namespace alexnet::viewer
