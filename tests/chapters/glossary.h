#pragma once
#include <string>
#include <vector>

#include "chapters/markdown.h"

// The course's glossary. An entry is a list item; its continuation lines are indented:
//
//     - **word (of which kind)** - what it means. [4](FOLDER/README.md#a-section), ...
namespace alexnet::test {

struct GlossaryEntry {
  std::string name;         ///< in lower case, with the part in parentheses
  int line = 0;             ///< the text's line where the entry begins
  std::vector<Link> links;  ///< to where the word is explained

  /// The name without the part in parentheses.
  std::string word() const { return name.substr(0, name.find(" (")); }
};

std::vector<GlossaryEntry> glossary_of(const Markdown& text);

/// Whether the text has the word, or its plural in "s" or "es". Case, emphasis and line breaks do
/// not matter; a part of a longer word does not count.
bool occurs(const std::string& word, const std::string& text);

}  // namespace alexnet::test
