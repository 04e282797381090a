#pragma once
#include <string>
#include <vector>

// What GitHub does to a formula before MathJax sees it: its Markdown takes the backslash from `\,`
// (so a comma is left), and reads `}_{ ... }_{` as the beginning and the end of emphasis. And some
// of MathJax's commands are forbidden there. Such a formula looks right in other viewers.
namespace alexnet::test {

struct SpoiledFormula {
  int line = 0;      ///< of the text, where the formula begins
  std::string what;  ///< the formula, and what is spoiled in it
};

/// Formulas are `$...$` and `$$...$$`, outside of code.
std::vector<SpoiledFormula> spoiled_formulas(const std::vector<std::string>& lines);

}  // namespace alexnet::test
