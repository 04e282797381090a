#pragma once
#include <limits>
#include <span>
#include <vector>

#include "core/tensor.h"
#include "cuda/stream.h"

// Top-1 and top-5 errors of predictions, counted where the probabilities are. Paper: section 2.
namespace alexnet {

/// Error rates as the paper reports them, 0 ... 1.
struct Evaluation {
  int pictures = 0;
  double loss = 0;        ///< mean of -log(probability of the true class)
  double top1_error = 0;  ///< the true class is not the most probable one
  double top5_error = 0;  ///< it is not among the five most probable ones
};

/// Sums over pictures.
struct ErrorCounts {
  int pictures = 0, top1_wrong = 0, top5_wrong = 0;
  double loss = 0;  ///< of -log(probability of the true class), the probability at least 1e-30

  /// Counts a batch on the CPU: probabilities (N, K), N class numbers.
  /// Errors: a label that is no class number.
  void add(ConstTensorView probabilities, std::span<const int> labels);
  void add(const ErrorCounts& more);
  Evaluation rates() const;
};

/// The classes with the k largest probabilities, largest first; of equal ones the lower first. (The
/// authors' program counts a tie as partly right.)
std::vector<int> top_classes(std::span<const Real> probabilities, int k);

/// The rank of class `label` in that order, counted from 1. If any probability is NaN, there is no
/// rank: kNoRank lies beyond every one, so that nothing counts as right.
int rank_of(std::span<const Real> probabilities, int label);
inline constexpr int kNoRank = std::numeric_limits<int>::max();

namespace cuda {

/// Adds one batch to counts that lie on the GPU, which then goes on to the next batch while the
/// host does not know the result yet.
///
/// As on the CPU; but a label that is no class number, which the host would refuse, counts like a
/// NaN: the picture counts as wrong, and the sum of losses is NaN. Additions have a fixed order.
///
/// Shapes: probs (N, K); labels (N), a class number stored as a Real.
void count_errors(const Stream& stream, ConstTensorView probs, ConstTensorView labels,
                  ErrorCounts* counts_on_device);

}  // namespace cuda
}  // namespace alexnet
