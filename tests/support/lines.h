#pragma once
#include <fstream>
#include <string>
#include <vector>

#include "core/file.h"

namespace alexnet::test {

/// The lines of a text file; none where it cannot be read.
inline std::vector<std::string> lines_of(const Path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

}  // namespace alexnet::test
