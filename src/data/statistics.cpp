#include "data/statistics.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>

#include "core/parallel.h"

namespace alexnet {

Statistics Statistics::clone() const {
  return {mean_image.to(mean_image.device()), colour_variance, colour_direction};
}

StatisticsAccumulator::StatisticsAccumulator(int channels, int side)
    : channels_(channels), side_(side), sum_(std::size_t(channels) * side * side) {}

void StatisticsAccumulator::add(std::span<const std::uint8_t> pictures) {
  const std::int64_t size = std::int64_t(sum_.size()), plane = std::int64_t{side_} * side_;
  const std::int64_t count = std::int64_t(pictures.size()) / size;
  count_ += count;
  parallel_ranges(size, 1 << 12, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t n = 0; n < count; ++n)
      for (std::int64_t i = begin; i < end; ++i) sum_[i] += pictures[n * size + i];
  });
  if (channels_ != 3) return;
  std::mutex mutex;
  parallel_ranges(count, 64, [&](std::int64_t begin, std::int64_t end) {
    std::array<std::array<std::int64_t, 3>, 3> products = {};
    for (std::int64_t n = begin; n < end; ++n)
      for (int a = 0; a < 3; ++a)
        for (int b = 0; b <= a; ++b) {
          const std::uint8_t* x = &pictures[n * size + a * plane];
          const std::uint8_t* y = &pictures[n * size + b * plane];
          for (std::int64_t i = 0; i < plane; ++i) products[a][b] += x[i] * y[i];
        }
    std::lock_guard lock(mutex);
    for (int a = 0; a < 3; ++a)
      for (int b = 0; b <= a; ++b) products_[a][b] += products[a][b];
  });
}

Statistics StatisticsAccumulator::finish() const {
  Statistics statistics;
  statistics.mean_image = Tensor("mean_image", {1, channels_, side_, side_});
  for (std::size_t i = 0; i < sum_.size(); ++i)
    statistics.mean_image.data()[i] = float(double(sum_[i]) / double(count_));
  if (channels_ != 3) return statistics;

  const std::int64_t plane = std::int64_t{side_} * side_;
  const double pixels = double(plane) * double(count_);
  std::array<double, 3> mean{};
  for (int a = 0; a < 3; ++a)
    mean[a] = double(std::accumulate(&sum_[a * plane], &sum_[a * plane] + plane, std::int64_t{0})) /
              pixels;
  std::array<std::array<double, 3>, 3> covariance{};
  for (int a = 0; a < 3; ++a)
    for (int b = 0; b <= a; ++b)
      covariance[a][b] = covariance[b][a] = double(products_[a][b]) / pixels - mean[a] * mean[b];
  eigen_symmetric(covariance, statistics.colour_variance, statistics.colour_direction);
  return statistics;
}

// Jacobi's method: rotate away one off-diagonal element after another. Each rotation brings back a
// little of the others, but less every time: after a few sweeps nothing is left.
void eigen_symmetric(std::array<std::array<double, 3>, 3> m, std::array<float, 3>& values,
                     std::array<std::array<float, 3>, 3>& vectors) {
  std::array<std::array<double, 3>, 3> v{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};  // columns
  for (int sweep = 0; sweep < 32; ++sweep)
    for (const auto& [p, q] : {std::pair{0, 1}, std::pair{0, 2}, std::pair{1, 2}}) {
      if (m[p][q] == 0) continue;
      const double theta = 0.5 * std::atan2(2 * m[p][q], m[q][q] - m[p][p]);
      const double c = std::cos(theta), s = std::sin(theta);
      for (int k = 0; k < 3; ++k) {  // columns p and q of m and v
        for (auto* matrix : {&m, &v}) {
          const double kp = (*matrix)[k][p], kq = (*matrix)[k][q];
          (*matrix)[k][p] = c * kp - s * kq;
          (*matrix)[k][q] = s * kp + c * kq;
        }
      }
      for (int k = 0; k < 3; ++k) {  // rows of m
        const double pk = m[p][k], qk = m[q][k];
        m[p][k] = c * pk - s * qk;
        m[q][k] = s * pk + c * qk;
      }
    }
  std::array<int, 3> order{0, 1, 2};
  std::sort(order.begin(), order.end(), [&](int a, int b) { return m[a][a] > m[b][b]; });
  for (int i = 0; i < 3; ++i) {
    values[i] = float(m[order[i]][order[i]]);
    for (int k = 0; k < 3; ++k) vectors[i][k] = float(v[k][order[i]]);
  }
}

std::vector<NamedTensor> statistics_tensors(const Statistics& statistics, Tensor& colours) {
  colours = Tensor("colour_components", Shape::matrix(3, 4));  // variance, then direction
  for (int i = 0; i < 3; ++i) {
    colours.view()(i, 0, 0, 0) = statistics.colour_variance[i];
    for (int k = 0; k < 3; ++k) colours.view()(i, k + 1, 0, 0) = statistics.colour_direction[i][k];
  }
  return {{"mean_image", statistics.mean_image, 4}, {"colour_components", colours, 2}};
}

Statistics read_statistics(const SafetensorsFile& file, int channels, int side) {
  const Shape shape{1, channels, side, side};
  // Before memory is allocated: a damaged side would take gigabytes.
  ALEXNET_CHECK(file.info("mean_image").count() == shape.size(), "{}: its mean image is not {}",
                file.path().string(), to_text(shape));
  Statistics statistics;
  statistics.mean_image = Tensor("mean_image", shape);
  file.read("mean_image", statistics.mean_image);
  Tensor colours("colour_components", Shape::matrix(3, 4));
  file.read("colour_components", colours);
  for (const Tensor* read : {&statistics.mean_image, &colours})
    check_finite(file, read->name(), *read);
  for (int i = 0; i < 3; ++i) {
    statistics.colour_variance[i] = colours.view()(i, 0, 0, 0);
    for (int k = 0; k < 3; ++k) statistics.colour_direction[i][k] = colours.view()(i, k + 1, 0, 0);
  }
  return statistics;
}

}  // namespace alexnet
