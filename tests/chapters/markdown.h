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
  std::string language;  ///< what follows the fence
  std::string before;    ///< the last line above it that is not empty
  std::string text;
  int line = 0;  ///< of the fence
};

/// A link, or a picture, that leads to a file here and not to the web.
struct Link {
  std::string file;    ///< as written; empty: this text
  std::string anchor;  ///< of a heading, what follows '#'; empty: the whole file
  int line = 0;
};

struct Heading {
  std::string anchor;
  int line = 0;
};

struct Markdown {
  explicit Markdown(const Path& path);

  std::vector<std::string> lines;
  std::vector<Block> blocks;
  std::vector<Link> links;
  std::vector<Heading> headings;

  /// Whether some line begins like this.
  bool has_line(const std::string& beginning) const;
  bool has_anchor(const std::string& anchor) const;
  /// The text from that heading to the next; without an anchor, all of it. Empty if there is no
  /// such heading.
  std::string section(const std::string& anchor) const;
};

/// What GitHub makes of a heading: lower case, no punctuation, hyphens for spaces. (A second
/// heading with the same words gets "-1" appended, a third "-2": see Markdown::headings.)
std::string anchor_of(const std::string& heading);

}  // namespace alexnet::test
