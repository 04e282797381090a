#include "chapters/markdown.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <regex>

#include "support/lines.h"

namespace alexnet::test {

Markdown::Markdown(const Path& path) : lines(lines_of(path)) {
  static const std::regex kMark(R"(<!-- (listing|output): (\S+) -->)");
  static const std::regex kLink(R"(\]\(([^)#\s]*)#?([^)\s]*)[^)]*\))");
  static const std::regex kHeading(R"(#{1,6} +(.*))");
  std::map<std::string, int> headings_alike;
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
      if (found[1].str().find("://") == std::string::npos)
        links.push_back({found[1], found[2], int(i) + 1});
    if (std::regex_match(lines[i], found, kHeading)) {
      std::string anchor = anchor_of(found[1]);
      const int before_it = headings_alike[anchor]++;
      if (before_it > 0) anchor += "-" + std::to_string(before_it);
      headings.push_back({anchor, int(i) + 1});
    }
    if (!lines[i].empty()) before = lines[i];
  }
}

bool Markdown::has_line(const std::string& beginning) const {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.rfind(beginning, 0) == 0; });
}

bool Markdown::has_anchor(const std::string& anchor) const {
  return std::any_of(headings.begin(), headings.end(),
                     [&](const Heading& heading) { return heading.anchor == anchor; });
}

std::string Markdown::section(const std::string& anchor) const {
  std::size_t begin = 0, end = lines.size();
  if (!anchor.empty()) {
    const auto at = std::find_if(headings.begin(), headings.end(),
                                 [&](const Heading& heading) { return heading.anchor == anchor; });
    if (at == headings.end()) return "";
    begin = std::size_t(at->line) - 1;
    if (at + 1 != headings.end()) end = std::size_t((at + 1)->line) - 1;
  }
  std::string text;
  for (std::size_t i = begin; i < end; ++i) text += lines[i] + '\n';
  return text;
}

std::string anchor_of(const std::string& heading) {
  static const std::regex kLinked(R"(\[([^\]]*)\]\([^)]*\))");
  const std::string shown = std::regex_replace(heading, kLinked, "$1");
  std::string anchor;
  for (char c : shown) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == ' ')
      anchor += '-';
    else if (std::isalnum(byte) || c == '-' || c == '_' || byte >= 0x80)  // a letter outside ASCII
      anchor += char(std::tolower(byte));
  }
  return anchor;
}

}  // namespace alexnet::test
