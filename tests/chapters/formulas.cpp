#include "chapters/formulas.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <regex>

namespace alexnet::test {
namespace {

/// A paragraph as one text, with its line breaks; code in it is replaced by a word.
struct Paragraph {
  int line = 0;  ///< where it begins
  std::string text;
};

std::vector<Paragraph> paragraphs_of(const std::vector<std::string>& lines) {
  static const std::regex kCode("`[^`]*`");
  std::vector<Paragraph> all(1);
  bool in_code = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool fence = lines[i].starts_with("```");
    in_code ^= fence;
    if (lines[i].empty() || in_code || fence) {
      if (!all.back().text.empty()) all.emplace_back();
      continue;
    }
    if (all.back().text.empty()) all.back().line = int(i) + 1;
    all.back().text += lines[i] + '\n';
  }
  for (Paragraph& p : all) p.text = std::regex_replace(p.text, kCode, "code");
  return all;
}

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool is_sign(char c) { return std::ispunct(static_cast<unsigned char>(c)) != 0; }

/// Whether an underscore between these two may begin emphasis: CommonMark, section 6.2. The rule
/// for one that may end it is the mirror image.
bool may_begin_emphasis(char before, char after) {
  const bool looks_right =
      !is_space(after) && (!is_sign(after) || is_space(before) || is_sign(before));
  const bool looks_left =
      !is_space(before) && (!is_sign(before) || is_space(after) || is_sign(after));
  return looks_right && (!looks_left || is_sign(before));
}

/// Whether Markdown takes two of the formula's underscores for emphasis.
bool has_emphasis(const std::string& formula) {
  bool begun = false;
  for (std::size_t i = 1; i + 1 < formula.size(); ++i) {
    if (formula[i] != '_') continue;
    if (begun && may_begin_emphasis(formula[i + 1], formula[i - 1])) return true;
    begun = begun || may_begin_emphasis(formula[i - 1], formula[i + 1]);
  }
  return false;
}

}  // namespace

std::vector<SpoiledFormula> spoiled_formulas(const std::vector<std::string>& lines) {
  static const std::regex kFormula(R"(\$\$[^$]+\$\$|\$[^$]+\$)");
  static const std::regex kEscape(R"(\\[^A-Za-z0-9\s])");
  std::vector<SpoiledFormula> all;
  for (const Paragraph& p : paragraphs_of(lines))
    for (std::sregex_iterator at(p.text.begin(), p.text.end(), kFormula), end; at != end; ++at) {
      const std::string formula = at->str();
      const auto begin = p.text.begin() + at->position();
      const int line = p.line + int(std::count(p.text.begin(), begin, '\n'));
      const auto say = [&](const std::string& why) {
        all.push_back({line, fmt::format("{}: {}", formula, why)});
      };
      std::smatch escape;
      if (std::regex_search(formula, escape, kEscape))
        say(fmt::format("Markdown takes the backslash from '{}'", escape.str()));
      if (formula.find("\\operatorname") != std::string::npos)
        say("GitHub forbids \\operatorname; write \\mathrm");
      if (has_emphasis(formula))
        say("Markdown takes two '_' for emphasis; write a space before them");
    }
  return all;
}

}  // namespace alexnet::test
