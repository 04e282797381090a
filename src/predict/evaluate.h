#pragma once
#include <functional>
#include <limits>

#include "data/loader.h"
#include "model/network.h"

namespace alexnet {

/// Error rates as the paper reports them, 0 ... 1.
struct Evaluation {
  int pictures = 0;
  double loss = 0;        ///< mean of -log(probability of the true class)
  double top1_error = 0;  ///< the true class is not the most probable one
  double top5_error = 0;  ///< it is not among the five most probable ones
};

/// Which views of a picture are averaged. Paper: section 4.1.
enum class Views { centre, ten };

/// The classes with the k largest probabilities, largest first; of equal ones the lower first.
std::vector<int> top_classes(std::span<const Real> probabilities, int k);

/// The rank of class `label` in that order, counted from 1. If its probability is NaN, it has none:
/// kNoRank, which lies beyond every rank, so that it never counts as right.
int rank_of(std::span<const Real> probabilities, int label);
inline constexpr int kNoRank = std::numeric_limits<int>::max();

/// Class probabilities of pictures, averaged over the views: (indices.size(), classes).
/// Errors: pictures that do not fit the network, or of another size than the preprocessing's.
Tensor predict(Network& network, const Dataset& data, const Preprocessing& preprocessing,
               std::span<const int> indices, Views views);

/// Predicts every picture of the data set. Calls progress(done) after each batch.
/// Errors: a number of classes other than the network's.
Evaluation evaluate(Network& network, const Dataset& data, const Preprocessing& preprocessing,
                    Views views, const std::function<void(int done)>& progress = {});

/// Error counts of a batch of predictions, to be added up.
struct ErrorCounts {
  int pictures = 0, top1 = 0, top5 = 0;
  double loss = 0;

  /// Errors: a label beyond the classes.
  void add(ConstTensorView probabilities, std::span<const int> labels);
  void add(const ErrorCounts& more);
  Evaluation rates() const;
};

}  // namespace alexnet
