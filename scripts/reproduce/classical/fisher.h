#pragma once
#include <span>
#include <vector>

namespace alexnet::classical {

/// A mixture of Gaussians with diagonal covariances: the distribution of pictures' descriptors.
struct Mixture {
  int dimension = 0, gaussians = 0;
  std::vector<float> means, covariances, priors;
};

/// Fits a mixture to count x dimension numbers: k-means, then expectation-maximization.
Mixture fit_mixture(std::span<const float> descriptors, int dimension, int gaussians);

/// The improved Fisher vector of a picture (Perronnin, Sanchez, Mensink 2010): how its descriptors
/// would move the mixture's means and variances, as square roots that keep their signs, scaled to
/// length 1. A picture without descriptors gets zeros.
/// Returns 2 x gaussians x dimension floats.
std::vector<float> fisher_vector(const Mixture& mixture, std::span<const float> descriptors);

}  // namespace alexnet::classical
