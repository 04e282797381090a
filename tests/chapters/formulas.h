#pragma once
#include <string>
#include <vector>

// What GitHub does to a formula before MathJax sees it: its Markdown removes the backslash of `\,`
// (so that a comma is left), and takes the underscores of `}_{ ... }_{` for the beginning and the
// end of emphasis. Some of MathJax's commands are forbidden there, too. Such a formula looks right
// in other viewers.
namespace alexnet::test {

struct SpoiledFormula {
  int line = 0;      ///< the text's line where the formula begins
  std::string what;  ///< the formula, and what spoils it
};

/// Formulas are `$...$` and `$$...$$`, outside of code.
std::vector<SpoiledFormula> spoiled_formulas(const std::vector<std::string>& lines);

}  // namespace alexnet::test
