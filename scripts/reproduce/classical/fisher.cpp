#include "classical/fisher.h"

extern "C" {
#include <vl/fisher.h>
#include <vl/gmm.h>
#include <vl/random.h>
}

#include "classical/vlfeat.h"

namespace alexnet::classical {
namespace {

std::vector<float> copy_of(const void* floats, int count) {
  const auto* begin = static_cast<const float*>(floats);
  return {begin, begin + count};
}

}  // namespace

Mixture fit_mixture(std::span<const float> descriptors, int dimension, int gaussians) {
  vl_rand_seed(vl_get_rand(), 1);
  const Owned<VlGMM, vl_gmm_delete> gmm(
      vl_gmm_new(VL_TYPE_FLOAT, vl_size(dimension), vl_size(gaussians)));
  vl_gmm_set_initialization(gmm.get(), VlGMMKMeans);
  vl_gmm_set_max_num_iterations(gmm.get(), 30);
  vl_gmm_set_covariance_lower_bound(gmm.get(), 1e-6);  // of descriptors of length 1
  vl_gmm_cluster(gmm.get(), descriptors.data(), descriptors.size() / vl_size(dimension));
  return {dimension, gaussians, copy_of(vl_gmm_get_means(gmm.get()), gaussians * dimension),
          copy_of(vl_gmm_get_covariances(gmm.get()), gaussians * dimension),
          copy_of(vl_gmm_get_priors(gmm.get()), gaussians)};
}

std::vector<float> fisher_vector(const Mixture& m, std::span<const float> descriptors) {
  std::vector<float> vector(2 * m.means.size());
  if (descriptors.empty()) return vector;
  vl_fisher_encode(vector.data(), VL_TYPE_FLOAT, m.means.data(), vl_size(m.dimension),
                   vl_size(m.gaussians), m.covariances.data(), m.priors.data(), descriptors.data(),
                   descriptors.size() / vl_size(m.dimension), VL_FISHER_FLAG_IMPROVED);
  return vector;
}

}  // namespace alexnet::classical
