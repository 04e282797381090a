#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/safetensors.h"
#include "core/tensor.h"

namespace alexnet {

/// What the network's input is measured against: computed once, from the training pictures, and
/// stored with the data set and with every checkpoint.
struct Statistics {
  /// The average picture, (1, C, side, side), 0 ... 255. Paper: section 2.
  Tensor mean_image;
  /// Principal components of the colours of all pixels (0 ... 255): variance along each, largest
  /// first, and the unit direction (red, green, blue). Zero for grey pictures. Paper: section 4.1.
  std::array<float, 3> colour_variance = {};
  std::array<std::array<float, 3>, 3> colour_direction = {};

  Statistics clone() const;
};

/// Computes statistics from pictures as they pass by. Exact: the sums are integers, so neither
/// their order nor the number of threads matters.
class StatisticsAccumulator {
 public:
  StatisticsAccumulator(int channels, int side);
  /// Whole pictures, plane by plane, one after another.
  void add(std::span<const std::uint8_t> pictures);
  Statistics finish() const;

 private:
  int channels_, side_;
  std::int64_t count_ = 0;
  std::vector<std::int64_t> sum_;                             // per element of a picture
  std::array<std::array<std::int64_t, 3>, 3> products_ = {};  // of channel a and channel b <= a
};

/// Eigenvalues, largest first, and unit eigenvectors of a symmetric 3 x 3 matrix.
void eigen_symmetric(std::array<std::array<double, 3>, 3> matrix, std::array<float, 3>& values,
                     std::array<std::array<float, 3>, 3>& vectors);

/// The tensors in which a file keeps statistics, ready for save_safetensors. They refer to
/// `statistics` and to `colours`, which this fills.
std::vector<NamedTensor> statistics_tensors(const Statistics& statistics, Tensor& colours);
/// Reads them back; `side` and `channels` are what the file should hold.
Statistics read_statistics(const SafetensorsFile& file, int channels, int side);

}  // namespace alexnet
