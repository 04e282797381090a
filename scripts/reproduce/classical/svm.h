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

/// That one of some values of C whose classifiers err least on pictures that they have not seen:
/// they learn from the first four fifths of x and are tried on the rest. The first of equals.
/// Pictures must lie in random order.
double choose_c(std::span<const float> x, std::span<const int> labels, int classes,
                std::span<const double> candidates);

}  // namespace alexnet::classical
