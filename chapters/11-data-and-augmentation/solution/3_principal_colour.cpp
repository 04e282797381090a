#include <cmath>

#include "exercises.h"

namespace alexnet::course {

std::array<double, 3> principal_colour(std::span<const std::array<double, 3>> pixels) {
  std::array<double, 3> mean{};
  for (const auto& pixel : pixels)
    for (int a = 0; a < 3; ++a) mean[a] += pixel[a] / double(pixels.size());
  double covariance[3][3] = {};
  for (const auto& pixel : pixels)
    for (int a = 0; a < 3; ++a)
      for (int b = 0; b < 3; ++b) covariance[a][b] += (pixel[a] - mean[a]) * (pixel[b] - mean[b]);

  // Each product stretches the vector along every eigenvector by its eigenvalue: the largest wins.
  // The start must not be at a right angle to it; three arbitrary numbers would be so only by
  // accident.
  std::array<double, 3> v = {0.61, 0.52, 0.37};
  for (int i = 0; i < 1000; ++i) {
    std::array<double, 3> next{};
    for (int a = 0; a < 3; ++a)
      for (int b = 0; b < 3; ++b) next[a] += covariance[a][b] * v[b];
    const double length = std::hypot(next[0], next[1], next[2]);
    for (int a = 0; a < 3; ++a) v[a] = next[a] / length;
  }
  return v;
}

}  // namespace alexnet::course
