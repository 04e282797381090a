#include "classical/pca.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/parallel.h"

namespace alexnet::classical {
namespace {

/// Leaves the eigenvalues of the symmetric n x n matrix on its diagonal, and returns the
/// eigenvectors as columns: every rotation zeroes one off-diagonal element.
std::vector<double> diagonalize(std::vector<double>& a, int n) {
  std::vector<double> vectors(a.size(), 0);
  for (int i = 0; i < n; ++i) vectors[std::size_t(i * n + i)] = 1;
  const auto at = [n](std::vector<double>& m, int row, int column) -> double& {
    return m[std::size_t(row * n + column)];
  };
  for (int sweep = 0; sweep < 30; ++sweep) {
    double off_diagonal = 0, diagonal = 0;
    for (int p = 0; p < n; ++p) {
      diagonal += at(a, p, p) * at(a, p, p);
      for (int q = p + 1; q < n; ++q) off_diagonal += at(a, p, q) * at(a, p, q);
    }
    if (off_diagonal <= 1e-24 * diagonal) break;
    for (int p = 0; p < n; ++p)
      for (int q = p + 1; q < n; ++q) {
        if (at(a, p, q) == 0) continue;
        const double theta = (at(a, q, q) - at(a, p, p)) / (2 * at(a, p, q));
        const double t = std::copysign(1 / (std::abs(theta) + std::hypot(theta, 1)), theta);
        const double c = 1 / std::hypot(t, 1), s = t * c;
        for (int k = 0; k < n; ++k) {
          const double kp = at(a, k, p), kq = at(a, k, q);
          at(a, k, p) = c * kp - s * kq;
          at(a, k, q) = s * kp + c * kq;
        }
        for (int k = 0; k < n; ++k) {
          const double pk = at(a, p, k), qk = at(a, q, k);
          at(a, p, k) = c * pk - s * qk;
          at(a, q, k) = s * pk + c * qk;
        }
        for (int k = 0; k < n; ++k) {
          const double kp = at(vectors, k, p), kq = at(vectors, k, q);
          at(vectors, k, p) = c * kp - s * kq;
          at(vectors, k, q) = s * kp + c * kq;
        }
      }
  }
  return vectors;
}

}  // namespace

Pca principal_components(std::span<const float> descriptors, int from, int to) {
  const std::size_t count = descriptors.size() / std::size_t(from);
  Pca pca{from, to, std::vector<double>(std::size_t(from), 0), {}};
  for (std::size_t i = 0; i < descriptors.size(); ++i)
    pca.mean[i % std::size_t(from)] += descriptors[i] / double(count);
  std::vector<double> covariance(std::size_t(from) * std::size_t(from), 0);
  parallel_for(from, [&](std::int64_t row) {
    for (std::size_t d = 0; d < count; ++d) {
      const float* x = descriptors.data() + d * std::size_t(from);
      const double own = x[row] - pca.mean[std::size_t(row)];
      for (int column = 0; column < from; ++column)
        covariance[std::size_t(row * from + column)] +=
            own * (x[column] - pca.mean[std::size_t(column)]) / double(count);
    }
  });
  const std::vector<double> vectors = diagonalize(covariance, from);
  std::vector<int> order(static_cast<std::size_t>(from));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int i, int j) {
    return covariance[std::size_t(i * from + i)] > covariance[std::size_t(j * from + j)];
  });
  for (int direction = 0; direction < to; ++direction)
    for (int k = 0; k < from; ++k)
      pca.directions.push_back(vectors[std::size_t(k * from + order[std::size_t(direction)])]);
  return pca;
}

std::vector<float> Pca::project(std::span<const float> descriptors) const {
  const std::size_t count = descriptors.size() / std::size_t(from);
  std::vector<float> result(count * std::size_t(to));
  for (std::size_t d = 0; d < count; ++d)
    for (int direction = 0; direction < to; ++direction) {
      const double* v = directions.data() + std::ptrdiff_t(direction) * from;
      const float* x = descriptors.data() + d * std::size_t(from);
      double sum = 0;
      for (int k = 0; k < from; ++k) sum += v[k] * (x[k] - mean[std::size_t(k)]);
      result[d * std::size_t(to) + std::size_t(direction)] = float(sum);
    }
  return result;
}

}  // namespace alexnet::classical
