#pragma once
#include <vector>

#include "core/tensor.h"

// Chapter 19: the exercises. Each stub beside this file is one of them.
namespace alexnet::course {

/// Exercise 1 (six to ten lines). The share of a kernel's energy that is colour, 0 ... 1. Energy is
/// the sum of the squares of the weights; grey is what is left of a pixel's three weights when each
/// is replaced by their mean. For a kernel whose weights are all 0: 0. (Before you write it, find
/// by hand three weights of a pixel whose share is exactly 1/2.)
///     filters (F, 3, Kh, Kw)
double share_of_colour(ConstTensorView filters, int filter);

/// Exercise 2 (ten to thirteen lines). The exact p-value of a permutation test: of all ways to
/// divide the numbers of a and b into a group as large as a and the rest, the share for which the
/// means of the two groups are at least as far apart as those of a and b (whichever is larger).
/// Distances within 1e-12 of each other count as equal.
///     std::next_permutation on a list of zeros and ones goes through all the ways.
double exact_p_value(const std::vector<double>& a, const std::vector<double>& b);

/// Exercise 3 (twelve to seventeen lines). The temperature T, between 0.05 and 20, for which the
/// softmax of logits / T has the smallest mean loss; the check asks for it to within half a
/// percent. Not every label is the most probable class, so a smaller T is not always better.
///     logits[n][k] of picture n and class k; labels[n]
double best_temperature(const std::vector<std::vector<double>>& logits,
                        const std::vector<int>& labels);

/// Exercise 4 (six words). A unit computes y = max(w x + b, 0), and its loss is (y - t)^2 / 2. At
/// the start it is dead: w x + b < 0 for every picture. There are eleven pictures, evenly spaced in
/// x, and the loss is the mean over them. Which of these units are on for some picture at any time
/// during a thousand steps of SGD with rate 0.1? Beside each answer write one sentence that says
/// why, before you run the check: an answer without a reason counts as a guess.
struct ComesBack {
  /// w = 1, b = -1.5, x from 0 to 1, t = 1.
  bool plain;
  /// w = -1, b = 0.5, x from 1 to 2, t = 1, and a weight decay of 0.05 on w, not on b.
  bool decay_and_bias_above;
  /// w = 1, b = -0.5, x from 0 to 0.4, t = 1, with the same decay.
  bool decay_and_bias_below;
  /// As plain, with momentum 0.9. b's velocity is 0.1 at the start, from better times; w's is 0.
  bool velocity_left;
  /// w = 1, b = -3, t = 1, and x = u times a number from 0 to 1, where u is a weight of the layer
  /// below, 1 at the start. A second unit, which is on, outputs x itself, with 5 times that number
  /// as its target: its loss pulls u towards 5.
  bool layer_below_learns;
  /// As plain, but where max(w x + b, 0) is 0, the output is a hundredth of w x + b instead.
  bool leaky;
};
ComesBack which_come_back();

}  // namespace alexnet::course
