#pragma once
#include <span>
#include <vector>

#include "core/tensor.h"
#include "model/network.h"

namespace alexnet {

/// The share of a first-layer kernel's energy that is colour, 0 ... 1.
///
/// At every pixel the three weights split into a grey part (their mean, three times) and the rest,
/// which is orthogonal to it. Energy is the sum of squares; 0 is a kernel of greys, 1 one that
/// cannot see brightness at all. A kernel that is 0 everywhere has share 0.
/// Paper: section 6.1 and Figure 3: one GPU's kernels are largely colour-agnostic, the other's
/// largely colour-specific.
float colour_share(ConstTensorView filters, int filter);

/// The shares of all first-layer kernels of one tower.
struct TowerColours {
  std::string node;           ///< "conv1a"
  std::vector<float> shares;  ///< one per kernel
  float median = 0;
};

/// Of the kernels of one tower, which are filters over three colours.
TowerColours tower_colours(const std::string& node, ConstTensorView filters);

/// One entry per tower, tower a first.
/// Errors: a first layer that is no convolution over three colours.
std::vector<TowerColours> colour_split(const Network& network);

/// How far apart two heaps of kernels are in colour, and how often chance alone does as much.
struct SplitTest {
  float difference = 0;  ///< |median share of the first heap - median share of the second|
  int permutations = 0;  ///< how often all kernels were dealt out anew
  int as_extreme = 0;    ///< how many of those deals lie at least as far apart
  double p = 1;          ///< (1 + as_extreme) / (1 + permutations)
};

/// The permutation test of "these two heaps differ", against "any two such heaps of the same
/// kernels would".
///
/// All shares are dealt out at random into heaps of the same sizes, `permutations` times. The true
/// deal counts as one of them, so p is never 0 (Phipson, Smyth, "Permutation p-values should never
/// be zero", 2010). Deals are functions of `seed` and their number alone, and do not depend on
/// which heap is called the first: towers may be swapped.
/// Errors: an empty heap, a share that is not finite.
SplitTest split_test(std::span<const float> first, std::span<const float> second,
                     int permutations = 9999, std::uint64_t seed = 1);

/// The test of a network's two towers; with one tower, of the first half of its kernels against the
/// second. Those are not quite random halves: LRN couples a kernel to its neighbours in the list.
/// Errors: fewer than two kernels.
SplitTest split_test(const std::vector<TowerColours>& towers, int permutations = 9999,
                     std::uint64_t seed = 1);

/// The nodes that are first-layer convolutions: "conv1a", "conv1b", or "conv1".
std::vector<int> first_convolutions(const Network& network);

/// The kernels of such a node less its halo: those that are copies of the other tower's are counted
/// and drawn there (Variant::halo).
ConstTensorView own_kernels(const Network& network, Tower tower, ConstTensorView filters);

}  // namespace alexnet
