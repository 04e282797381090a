#pragma once
#include <span>
#include <vector>

namespace alexnet::classical {

/// The directions in which descriptors vary most.
struct Pca {
  int from = 0, to = 0;
  std::vector<double> mean;        ///< from
  std::vector<double> directions;  ///< to x from, orthonormal, the largest variance first

  /// count x from floats -> count x to floats.
  std::vector<float> project(std::span<const float> descriptors) const;
};

/// The eigenvectors of the covariance of count x from numbers, by Jacobi rotations.
Pca principal_components(std::span<const float> descriptors, int from, int to);

}  // namespace alexnet::classical
