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
/// cannot see brightness at all. A kernel that is 0 everywhere, or not finite, has share 0.
/// Paper: section 6.1 and Figure 3: one GPU's kernels are largely colour-agnostic, the other's
/// largely colour-specific.
float colour_share(ConstTensorView filters, int filter);

/// Which colours a kernel, or a sample of kernels, sets against each other, and how much.
///
/// What is not grey at a pixel is a point in a plane, whose first axis is (red - green) / sqrt(2)
/// and whose second is (red + green - 2 blue) / sqrt(6). A kernel's points spread along some
/// direction, which has no sign: a red spot on cyan and a cyan one on red set the same colours
/// against each other. So it is kept as a vector of twice its angle, (energy along the first axis -
/// energy along the second, 2 x their product) / energy of the kernel; vectors of several kernels
/// can be averaged.
struct ColourAxis {
  float x = 0, y = 0;
  /// 0 ... 180 degrees: 30 is red against cyan, 90 yellow against blue, 150 green against magenta.
  float angle() const;
  /// 0: no colour, or all colours alike; 1: nothing but these two colours.
  float strength() const;
  /// The nearest of those three: "red against cyan".
  const char* name() const;
};
ColourAxis colour_axis(ConstTensorView filters, int filter);
ColourAxis mean_axis(std::span<const ColourAxis> axes);

/// The colours of all first-layer kernels of one tower.
struct TowerColours {
  std::string node;           ///< "conv1a"
  std::vector<float> shares;  ///< one per kernel
  float median = 0;
  std::vector<ColourAxis> axes = {};  ///< one per kernel
};

/// For the kernels of one tower, which are filters over three colours.
TowerColours tower_colours(const std::string& node, ConstTensorView filters);

/// One entry per tower, tower a first.
/// Errors: a first layer that is not a convolution over three colours.
std::vector<TowerColours> colour_split(const Network& network);

/// How far apart two samples of kernels are in colour, and how often chance alone does as much.
struct SplitTest {
  double difference = 0;  ///< |mean of the first sample - mean of the second|, of shares or of axes
  int permutations = 0;   ///< how often all kernels were dealt out again
  int as_extreme = 0;     ///< how many of those deals lie at least as far apart
  double p = 1;           ///< (1 + as_extreme) / (1 + permutations)
};

/// The permutation test of "these two samples differ", against "any two such samples of the same
/// kernels would".
///
/// All shares are dealt out at random into samples of the same sizes, `permutations` times. The
/// true deal counts as one of them, so p is never 0 (Phipson, Smyth, "Permutation p-values should
/// never be zero", 2010). Samples are compared by their means: where every share is near 0 or near
/// 1, the median of a random half is one or the other, and random halves lie as far apart as
/// samples that are split. Deals are functions of `seed` and their number alone, and do not depend
/// on which sample is called the first: towers may be swapped.
/// Errors: an empty sample, a share that is not finite.
SplitTest split_test(std::span<const float> first, std::span<const float> second,
                     int permutations = 9999, std::uint64_t seed = 1);

/// The same test of which colours samples set against each other: the distance of their mean axes.
SplitTest axis_test(std::span<const ColourAxis> first, std::span<const ColourAxis> second,
                    int permutations = 9999, std::uint64_t seed = 1);

/// The two samples of kernels that are compared in a network.
struct TwoSamples {
  std::string names;  ///< "conv1a and conv1b"
  std::span<const float> first_shares, second_shares;
  std::span<const ColourAxis> first_axes, second_axes;

  SplitTest split_test() const { return alexnet::split_test(first_shares, second_shares); }
  SplitTest axis_test() const { return alexnet::axis_test(first_axes, second_axes); }
};
/// The network's two towers; if it has one, the first half of its kernels and the second. Those are
/// not quite random halves: LRN couples a kernel to its neighbours in the list. The samples are
/// views into `towers`.
TwoSamples two_samples(const std::vector<TowerColours>& towers);

}  // namespace alexnet
