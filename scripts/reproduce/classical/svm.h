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

  std::vector<float> scores(std::span<const float> x) const;
};

/// Minimizes, for every class, (|w|^2 + b^2) / 2 + C sum of hinge losses, by stochastic dual
/// coordinate ascent, up to kTolerance * C * pictures: that much of a mean hinge loss. `x` is
/// labels.size() x dimension; `done` is told how many classes are finished.
constexpr double kTolerance = 1e-4;
LinearSvm train_svm(std::span<const float> x, std::span<const int> labels, int classes, double c,
                    const std::function<void(int)>& done);

/// The candidate for C whose classifiers make the fewest errors on unseen pictures: they are
/// trained on the first four fifths of x and tested on the rest. Of equals, the first; the search
/// ends at the first that is worse than the one before. Pictures must be in random order.
double choose_c(std::span<const float> x, std::span<const int> labels, int classes,
                std::span<const double> candidates);

}  // namespace alexnet::classical
