#pragma once
#include <string>
#include <vector>

#include "core/file.h"

// As much of Markdown as the checks of the course need.
namespace alexnet::test {

/// A fenced block of code.
struct Block {
  /// What the comment before it says: "listing: src/core/rng.h" or "output: demo"; else empty.
  std::string kind, of;
  std::string language;  ///< what stands behind the fence
  std::string before;    ///< the last line above it that is not empty
  std::string text;
  int line = 0;  ///< of the fence
};

struct Markdown {
  explicit Markdown(const Path& path);

  std::vector<std::string> lines;
  std::vector<Block> blocks;
  std::vector<std::string> links;  ///< targets of links and pictures that are files here

  /// Whether a line begins so.
  bool has_line(const std::string& beginning) const;
};

}  // namespace alexnet::test
