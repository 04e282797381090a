#pragma once
#include <array>
#include <string>
#include <vector>

#include "viewer/model/snapshot.h"

// What the Figure 3 panel says about kernels, in numbers and in words.
namespace alexnet::viewer {

/// The colour shares of one tower's first-layer kernels (inspect/colour_split.h).
struct ColourFacts {
  static constexpr int kBins = 10;

  std::vector<float> shares;  ///< one per kernel
  float median = 0;
  std::array<int, kBins> histogram = {};  ///< of shares from 0 to 1
  ColourAxis axis;                        ///< the mean of all kernels

  double mean() const;      ///< of the shares
  int tallest_bar() const;  ///< of the histogram: how many kernels it stands for
};

ColourFacts colour_facts(ConstTensorView filters);

/// The order in which kernels are drawn: their own, or by colour share, the greyest first.
std::vector<int> kernel_order(const ColourFacts& facts, bool by_colour);

/// How probable it is that a kernel of b is more colourful than one of a, ties counting half: 0.5
/// where the towers are alike, 0 or 1 where they are fully split.
double separation(const ColourFacts& a, const ColourFacts& b);

/// One sentence that says what the shares mean, and no more than that. If random halves of the same
/// kernels differ as much (split_test()) more often than once in 20 deals, there is no split.
std::string colour_sentence(const ColourFacts& a, const ColourFacts& b, const SplitTest& test);
/// A second sentence if this network's towers set different colours against each other, by
/// axis_test(); else nothing. It says nothing of other networks: chapter 19, "What a split takes".
std::string axis_sentence(const ColourFacts& a, const ColourFacts& b, const SplitTest& test);
/// Likewise for a network with one tower.
std::string colour_sentence(const ColourFacts& only);

}  // namespace alexnet::viewer
