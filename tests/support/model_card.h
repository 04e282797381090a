#pragma once
#include <regex>

#include "predict/shipped.h"
#include "support/catch.h"
#include "support/lines.h"

// The tables of a shipped network's README.md, so that tests can hold it to what it says.
namespace alexnet::test {

/// A row of the card's table of errors: "| one view | 55.1% | 27.2% | ...".
struct CardErrors {
  double top1_error = 0, top5_error = 0;  ///< 0 ... 1
};

/// A row of its table of guesses: "| `raccoon.jpg` | malamute | 33.3% |".
struct CardGuess {
  std::string picture, class_name;
  double probability = 0;  ///< 0 ... 1
};

inline CardErrors card_errors(const Path& network, const std::string& views) {
  const std::regex row("\\| " + views + R"( \| ([0-9.]+)% \| ([0-9.]+)% \|.*)");
  std::smatch found;
  for (const std::string& line : lines_of(network / "README.md"))
    if (std::regex_match(line, found, row))
      return {std::stod(found[1]) / 100, std::stod(found[2]) / 100};
  FAIL("the model card has no errors for " << views);
  return {};
}

inline std::vector<CardGuess> card_guesses(const Path& network) {
  const std::regex row(R"(\| `([^`]+)` \| ([^|]+) \| ([0-9.]+)% \|)");
  std::vector<CardGuess> guesses;
  std::smatch found;
  for (const std::string& line : lines_of(network / "README.md"))
    if (std::regex_match(line, found, row))
      guesses.push_back({found[1], found[2], std::stod(found[3]) / 100});
  return guesses;
}

}  // namespace alexnet::test
