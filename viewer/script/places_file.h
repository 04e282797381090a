#pragma once
#include <map>

#include "core/file.h"
#include "viewer/toolkit/frame.h"

namespace alexnet::viewer {

/// A file that says where every widget is - left, top, right, bottom and name, one per line - for
/// programs that click. Rewritten whenever something moves.
class PlacesFile {
 public:
  explicit PlacesFile(const Path& path) : path_(path) {}
  void update(const std::map<std::string, Place>& places);

 private:
  Path path_;
  std::string written_;
};

}  // namespace alexnet::viewer
