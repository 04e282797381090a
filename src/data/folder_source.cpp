#include <algorithm>
#include <filesystem>
#include <map>

#include "core/check.h"
#include "core/json_text.h"
#include "core/log.h"
#include "data/class_names.h"
#include "data/sources.h"

namespace alexnet {
namespace {

namespace fs = std::filesystem;

/// What systems and archives leave among files: .thumbnails, .DS_Store, ._photo.jpg, __MACOSX.
bool is_hidden(const Path& path) {
  const std::string name = path.filename().string();
  return name.starts_with('.') || name == "__MACOSX";
}

template <class Iterator>
std::vector<Path> sorted_entries(const Path& folder, bool (*wanted)(const fs::directory_entry&)) {
  std::vector<Path> paths;
  std::error_code error;
  for (Iterator entry(folder, error); entry != Iterator(); entry.increment(error)) {
    const bool hidden = is_hidden(entry->path());
    if (!hidden && wanted(*entry)) paths.push_back(entry->path());
    if constexpr (requires { entry.disable_recursion_pending(); })
      if (hidden) entry.disable_recursion_pending();
  }
  ALEXNET_CHECK(!error, "{}: cannot list the folder: {}", folder.string(), error.message());
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::vector<Path> folders_in(const Path& folder) {
  return sorted_entries<fs::directory_iterator>(
      folder, [](const fs::directory_entry& entry) { return entry.is_directory(); });
}

/// Those in folders below it, too.
std::vector<Path> files_in(const Path& folder) {
  return sorted_entries<fs::recursive_directory_iterator>(
      folder, [](const fs::directory_entry& entry) { return entry.is_regular_file(); });
}

/// Whether the folder is one of several splits, which may have a classes.tsv in common above them.
bool is_split(const std::string& name) {
  return name == "train" || name == "val" || name == "test" || name == "validation";
}

/// Folder name to class name, from classes.tsv in the folder or, of a split, in the one above. May
/// be empty.
std::map<std::string, std::string> names_of_folders(const Path& folder) {
  std::map<std::string, std::string> names;
  // The same for "photos/val", "photos/val/" and ".".
  const Path itself = (fs::absolute(folder) / "").lexically_normal().parent_path();
  std::vector<Path> paths = {folder / "classes.tsv"};
  if (is_split(itself.filename().string())) paths.push_back(itself.parent_path() / "classes.tsv");
  for (const Path& path : paths) {
    if (!fs::is_regular_file(path)) continue;
    const ClassNames lines = read_class_names(path);
    ALEXNET_CHECK(!lines.in_data.empty(),
                  "{}: expected 'folder<TAB>class name' in every line, found names alone",
                  path.string());
    for (std::size_t i = 0; i < lines.whole.size(); ++i)
      names.emplace(lines.in_data[i], lines.whole[i]);
    break;
  }
  return names;
}

}  // namespace

ImageSource folder_source(const Path& folder) {
  const std::vector<Path> class_folders = folders_in(folder);
  ALEXNET_CHECK(!class_folders.empty(), "{}: expected one folder per class, found none",
                folder.string());
  const std::map<std::string, std::string> names = names_of_folders(folder);

  ImageSource source;
  source.name = folder.string();
  auto paths = std::make_shared<std::vector<Path>>();
  std::vector<Path> others;
  for (const Path& class_folder : class_folders) {
    std::vector<Path> pictures;
    for (Path& file : files_in(class_folder))
      (has_image_ending(file) ? pictures : others).push_back(std::move(file));
    ALEXNET_CHECK(!pictures.empty(),
                  "{}: the class folder holds no picture (.jpg, .png, .bmp ...); remove it or fill "
                  "it",
                  class_folder.string());
    const std::string key = class_folder.filename().string();
    const auto named = names.find(key);
    const std::string& name = named == names.end() ? key : named->second;
    ALEXNET_CHECK(
        is_utf8(name),
        "{}: the name of the class, '{}', is not UTF-8, and a checkpoint can keep no other; "
        "rename the folder, or convert classes.tsv if it is named there",
        class_folder.string(), name);
    source.labels.insert(source.labels.end(), pictures.size(), int(source.class_names.size()));
    source.class_names.push_back(name);
    paths->insert(paths->end(), pictures.begin(), pictures.end());
  }
  if (!others.empty())
    log_warning(
        "{}: files without a picture's extension (.jpg, .png ...) are left out: {}, the first is "
        "{}",
        folder.string(), others.size(), others.front().string());
  source.read = [paths](int index) { return read_image((*paths)[index]); };
  return source;
}

}  // namespace alexnet
