#pragma once
#include <stdlib.h>

#include "core/file.h"
#include "support/catch.h"

namespace alexnet::test {

/// An empty folder, removed with all that is in it at the end of the block.
class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "alexnet-test-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const Path& path() const { return path_; }
  Path operator/(const std::string& name) const { return path_ / name; }
  /// How many files and folders it holds.
  int entries() const {
    using Entries = std::filesystem::directory_iterator;
    return int(std::distance(Entries(path_), Entries()));
  }

 private:
  Path path_;
};

/// While it lives, relative paths begin in that folder.
class WorkingFolder {
 public:
  explicit WorkingFolder(const Path& path) : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(path);
  }
  ~WorkingFolder() { std::filesystem::current_path(before_); }
  WorkingFolder(const WorkingFolder&) = delete;
  WorkingFolder& operator=(const WorkingFolder&) = delete;

 private:
  Path before_;
};

}  // namespace alexnet::test
