#include "chapters/instructions.h"

#include <algorithm>
#include <fstream>
#include <regex>

#include "core/check.h"
#include "support/lines.h"

namespace alexnet::test {
namespace {

std::string without_indentation(const std::string& line) {
  return line.substr(std::min(line.find_first_not_of(' '), line.size()));
}

}  // namespace

std::vector<Instruction> instructions_of(const Markdown& text) {
  static const std::regex kNew(R"(.*New file `(\S+)`:)");
  static const std::regex kIn(R"(.*In `(\S+)`, (after|before|instead of) `(.+)`:)");
  std::vector<Instruction> all;
  std::smatch found;
  for (const Block& block : text.blocks) {
    if (std::regex_match(block.before, found, kNew))
      all.push_back({found[1], "", "", block.text, block.line});
    else if (std::regex_match(block.before, found, kIn))
      all.push_back({found[1], found[2], found[3], block.text, block.line});
  }
  return all;
}

std::string commands_of(const Markdown& text) {
  std::string commands;
  for (const Block& block : text.blocks)
    if (block.language == "sh") commands += block.text;
  return commands;
}

void follow(const Instruction& i, const Path& folder) {
  const Path path = folder / i.file;
  std::string result;
  if (i.where.empty()) {
    ALEXNET_CHECK(!std::filesystem::exists(path), "line {}: {} is there already", i.line, i.file);
    std::filesystem::create_directories(path.parent_path());
    result = i.text;
  } else {
    int count = 0;
    for (const std::string& line : lines_of(path)) {
      const bool is_it = line.find(i.anchor) != std::string::npos;
      count += is_it;
      ALEXNET_CHECK(!is_it || i.where != "instead of" || without_indentation(line) == i.anchor,
                    "line {}: '{}' is a part of a line of {}, which would go as a whole", i.line,
                    i.anchor, i.file);
      if (is_it && i.where != "after") result += i.text;
      if (!is_it || i.where != "instead of") result += line + '\n';
      if (is_it && i.where == "after") result += i.text;
    }
    ALEXNET_CHECK(count == 1, "line {}: '{}' is in {} lines of {}, expected 1", i.line, i.anchor,
                  count, i.file);
  }
  std::ofstream file(path);
  file << result;
  ALEXNET_CHECK(file.good(), "line {}: {} cannot be written", i.line, path.string());
}

}  // namespace alexnet::test
