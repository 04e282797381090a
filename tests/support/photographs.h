#pragma once
#include <cstdlib>

#include "support/temp_folder.h"

// Data sets that are not part of the project.
namespace alexnet::test {

/// $ALEXNET_DATA/name, or an empty path where there is no such folder.
inline Path data_folder(const std::string& name) {
  const char* all = std::getenv("ALEXNET_DATA");
  if (!all || !*all || !std::filesystem::is_directory(Path(all) / name)) return {};
  return Path(all) / name;
}

/// Unpacks an archive (.tar.gz) into a folder.
inline void unpack(const Path& archive, const Path& folder) {
  const std::string command =
      fmt::format("tar xzf '{}' -C '{}'", archive.string(), folder.string());
  REQUIRE(std::system(command.c_str()) == 0);
}

}  // namespace alexnet::test
