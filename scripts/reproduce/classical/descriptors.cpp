#include "classical/descriptors.h"

extern "C" {
#include <vl/dsift.h>
#include <vl/imopv.h>
}

#include <algorithm>
#include <cmath>
#include <numeric>

#include "classical/vlfeat.h"

namespace alexnet::classical {
namespace {

using Filter = Owned<VlDsiftFilter, vl_dsift_delete>;

/// 0 ... 1, with the colours weighted as the eye weights them.
std::vector<float> grey(const Dataset& data, int index) {
  const std::span<const std::uint8_t> planes = data.image(index);
  const std::size_t pixels = std::size_t(data.side()) * std::size_t(data.side());
  std::vector<float> result(pixels);
  for (std::size_t i = 0; i < pixels; ++i)
    result[i] = data.channels() == 1
                    ? float(planes[i]) / 255
                    : (0.299f * float(planes[i]) + 0.587f * float(planes[pixels + i]) +
                       0.114f * float(planes[2 * pixels + i])) /
                          255;
  return result;
}

/// Adds the descriptor, as square roots of shares, unless it is all zeros.
void add_rooted(const float* descriptor, std::vector<float>& to) {
  const float sum = std::accumulate(descriptor, descriptor + kSiftSize, 0.0f);
  if (!(sum > 0)) return;
  for (int i = 0; i < kSiftSize; ++i) to.push_back(std::sqrt(std::max(0.0f, descriptor[i]) / sum));
}

}  // namespace

std::vector<float> dense_sift(const Dataset& data, int index, int step,
                              const std::vector<int>& cell_sizes) {
  const int side = data.side();
  const std::vector<float> picture = grey(data, index);
  std::vector<float> smooth(picture.size()), found;
  for (int cell : cell_sizes) {
    vl_imsmooth_f(smooth.data(), vl_size(side), picture.data(), vl_size(side), vl_size(side),
                  vl_size(side), cell / 6.0, cell / 6.0);
    const Filter filter(vl_dsift_new_basic(side, side, step, cell));
    vl_dsift_set_flat_window(filter.get(), VL_TRUE);  // a box instead of a Gaussian: much faster
    vl_dsift_process(filter.get(), smooth.data());
    const float* descriptors = vl_dsift_get_descriptors(filter.get());
    for (int i = 0; i < vl_dsift_get_keypoint_num(filter.get()); ++i)
      add_rooted(descriptors + std::ptrdiff_t(i) * kSiftSize, found);
  }
  return found;
}

}  // namespace alexnet::classical
