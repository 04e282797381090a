#include "chapters/markdown.h"

#include <algorithm>
#include <regex>

#include "support/lines.h"

namespace alexnet::test {

Markdown::Markdown(const Path& path) : lines(lines_of(path)) {
  static const std::regex kMark(R"(<!-- (listing|output): (\S+) -->)");
  static const std::regex kLink(R"(\]\(([^)#]+)[^)]*\))");
  std::smatch found, mark;
  std::string before;  // the last line that was not empty
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].rfind("```", 0) == 0) {
      Block block;
      block.line = int(i) + 1;
      block.language = lines[i].substr(3);
      block.before = before;
      if (std::regex_match(before, mark, kMark)) block.kind = mark[1], block.of = mark[2];
      for (++i; i < lines.size() && lines[i].rfind("```", 0) != 0; ++i)
        block.text += lines[i] + '\n';
      blocks.push_back(block);
      before.clear();
      continue;
    }
    for (std::string rest = lines[i]; std::regex_search(rest, found, kLink); rest = found.suffix())
      if (found[1].str().find("://") == std::string::npos) links.push_back(found[1]);
    if (!lines[i].empty()) before = lines[i];
  }
}

bool Markdown::has_line(const std::string& beginning) const {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.rfind(beginning, 0) == 0; });
}

}  // namespace alexnet::test
