#pragma once
#include <functional>
#include <span>
#include <vector>

namespace alexnet::classical {

/// A linear classifier per class: its own pictures against all others.
struct LinearSvm {
  int dimension = 0;
  std::vector<double> weights;  ///< classes x dimension
  std::vector<double> biases;   ///< classes

  std::vector<double> scores(std::span<const float> x) const;
};

/// Minimizes, for every class, |w|^2 / 2 + C sum of hinge losses, by stochastic dual coordinate
/// ascent. `x` is labels.size() x dimension; `done` is told how many classes are.
LinearSvm train_svm(std::span<const float> x, std::span<const int> labels, int classes, double c,
                    const std::function<void(int)>& done);

}  // namespace alexnet::classical
