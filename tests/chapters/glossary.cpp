#include "chapters/glossary.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <regex>

namespace alexnet::test {
namespace {

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool is_part_of_a_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

std::string in_lower_case(std::string text) {
  for (char& c : text) c = char(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// In lower case, without the asterisks of emphasis, and with single spaces for all white space.
std::string plain(const std::string& text) {
  std::string result;
  for (char c : in_lower_case(text)) {
    if (c == '*') continue;
    if (!is_space(c))
      result += c;
    else if (result.empty() || result.back() != ' ')
      result += ' ';
  }
  return result;
}

}  // namespace

std::vector<GlossaryEntry> glossary_of(const Markdown& text) {
  static const std::regex kEntry(R"(- \*\*(.+?)\*\* - .*)");
  std::vector<GlossaryEntry> all;
  std::smatch found;
  for (std::size_t i = 0; i < text.lines.size(); ++i)
    if (std::regex_match(text.lines[i], found, kEntry))
      all.push_back({in_lower_case(found[1]), int(i) + 1, {}});
  for (const Link& link : text.links) {
    const auto next = std::find_if(
        all.begin(), all.end(), [&](const GlossaryEntry& entry) { return entry.line > link.line; });
    if (next != all.begin()) std::prev(next)->links.push_back(link);
  }
  return all;
}

bool occurs(const std::string& word, const std::string& text) {
  const std::string wanted = plain(word), all = plain(text);
  const auto ends = [&](std::size_t at) { return at >= all.size() || !is_part_of_a_word(all[at]); };
  for (std::size_t at = all.find(wanted); at != std::string::npos; at = all.find(wanted, at + 1)) {
    if (at > 0 && is_part_of_a_word(all[at - 1])) continue;
    const std::size_t end = at + wanted.size();
    if (ends(end) || (all.compare(end, 1, "s") == 0 && ends(end + 1)) ||
        (all.compare(end, 2, "es") == 0 && ends(end + 2)))
      return true;
  }
  return false;
}

}  // namespace alexnet::test
