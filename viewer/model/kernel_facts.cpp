#include "viewer/model/kernel_facts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "inspect/colour_split.h"

namespace alexnet::viewer {
namespace {

// Independent weights in three colours: two of the three dimensions are colour.
constexpr float kRandomShare = 2.0f / 3;
// The share of 7 x 7 random weights in 3 colours strays by about 0.05; a median of many, by less.
constexpr float kNearRandom = 0.05f;
// A tower whose median is below the first sees hardly any colour; above the second, mostly colour.
constexpr float kAgnostic = 0.25f, kSpecific = 0.5f;
// How often chance may do as much before we call it chance.
constexpr double kByChance = 0.05;

/// Whether the shares look like those of untrained weights.
bool looks_random(const ColourFacts& facts) {
  float spread = 0;
  for (float share : facts.shares) spread = std::max(spread, std::abs(share - kRandomShare));
  return std::abs(facts.median - kRandomShare) < kNearRandom && spread < 5 * kNearRandom;
}

const char* character(float median) {
  if (median < kAgnostic) return "largely colour-agnostic";
  if (median > kSpecific) return "largely colour-specific";
  return "neither grey nor colourful";
}

/// "p = 0.999", "p = 0.0504", "p = 0.0031": never 1 for anything less, nor 0.05 for what is more.
std::string in_words(const SplitTest& test) {
  if (test.p >= 0.1) return fmt::format("p = {:.3f}", test.p < 1 ? std::min(test.p, 0.999) : 1.0);
  return test.p >= 0.01 ? fmt::format("p = {:.3g}", test.p) : fmt::format("p = {:.2g}", test.p);
}

}  // namespace

double ColourFacts::mean() const {
  return std::accumulate(shares.begin(), shares.end(), 0.0) / double(shares.size());
}

int ColourFacts::tallest_bar() const {
  return *std::max_element(histogram.begin(), histogram.end());
}

ColourFacts colour_facts(ConstTensorView filters) {
  TowerColours colours = tower_colours("", filters);
  ColourFacts facts;
  for (const float share : colours.shares)
    ++facts.histogram[std::min(int(share * ColourFacts::kBins), ColourFacts::kBins - 1)];
  facts.shares = std::move(colours.shares);
  facts.median = colours.median;
  facts.axis = mean_axis(colours.axes);
  return facts;
}

std::vector<int> kernel_order(const ColourFacts& facts, bool by_colour) {
  std::vector<int> order(facts.shares.size());
  std::iota(order.begin(), order.end(), 0);
  if (by_colour)
    std::stable_sort(order.begin(), order.end(),
                     [&](int i, int j) { return facts.shares[i] < facts.shares[j]; });
  return order;
}

double separation(const ColourFacts& a, const ColourFacts& b) {
  if (a.shares.empty() || b.shares.empty()) return 0.5;
  double ahead = 0;
  for (float x : a.shares)
    for (float y : b.shares) ahead += y > x ? 1 : y == x ? 0.5 : 0;
  return ahead / (double(a.shares.size()) * double(b.shares.size()));
}

std::string colour_sentence(const ColourFacts& a, const ColourFacts& b, const SplitTest& test) {
  if (looks_random(a) && looks_random(b))
    return fmt::format(
        "Both towers have the colour of random weights (two thirds): nothing is learned yet.");
  const double b_ahead = separation(a, b);
  const bool b_is_more = b_ahead >= 0.5;
  const ColourFacts &grey = b_is_more ? a : b, &colourful = b_is_more ? b : a;
  const char grey_name = b_is_more ? 'a' : 'b', colourful_name = b_is_more ? 'b' : 'a';
  if (test.p > kByChance)
    return fmt::format(
        "No split is shown: mean colour shares are {:.2f} in tower a and {:.2f} in tower b, and "
        "chance makes them differ as much in more than one of 20 deals ({}).",
        a.mean(), b.mean(), in_words(test));
  // Of a kernel from each tower: how often the colourful tower's has more colour.
  const double ahead = b_is_more ? b_ahead : 1 - b_ahead;
  const int of_100_pairs = ahead < 1 ? std::min(99, int(std::lround(100 * ahead))) : 100;
  if (grey.median >= kAgnostic || colourful.median <= kSpecific)
    return fmt::format(
        "A tendency, no split: the mean colour shares, {:.2f} in tower a and {:.2f} in tower b, "
        "are further apart than chance would make them ({}), but going by the medians, {:.2f} and "
        "{:.2f}, it is not grey against colourful.",
        a.mean(), b.mean(), in_words(test), a.median, b.median);
  return fmt::format(
      "The towers have split: tower {}'s kernels are {} (median share {:.2f}), tower {}'s {} "
      "({:.2f}; {}). Of a kernel from each, tower {}'s has more colour in {} of 100 pairs.",
      grey_name, character(grey.median), grey.median, colourful_name, character(colourful.median),
      colourful.median, in_words(test), colourful_name, of_100_pairs);
}

std::string axis_sentence(const ColourFacts& a, const ColourFacts& b, const SplitTest& test) {
  if (test.p > kByChance || (looks_random(a) && looks_random(b))) return "";
  return fmt::format(
      "In this network the towers differ in which colours they see: tower a sets {}, tower b {} "
      "({}).",
      a.axis.name(), b.axis.name(), in_words(test));
}

std::string colour_sentence(const ColourFacts& only) {
  if (looks_random(only))
    return "The kernels have the colour of random weights (two thirds): nothing is learned yet.";
  return fmt::format("One tower, so nothing to split: its kernels are {} (median {:.2f}).",
                     character(only.median), only.median);
}

}  // namespace alexnet::viewer
