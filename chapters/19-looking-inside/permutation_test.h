#pragma once
#include <cmath>
#include <numeric>
#include <span>
#include <vector>

#include "core/rng.h"

namespace alexnet::course {

inline double mean_of(std::span<const float> x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / double(x.size());
}

/// Deals the numbers of two groups out at random, 9999 times. Returns the share of all these
/// divisions and the true one whose means are at least as far apart as those of the groups.
inline double permutation_p(const std::vector<float>& a, const std::vector<float>& b) {
  const auto apart = [&](std::span<const float> x) {
    return std::abs(mean_of(x.first(a.size())) - mean_of(x.subspan(a.size())));
  };
  std::vector<float> all = a;
  all.insert(all.end(), b.begin(), b.end());
  const double observed = apart(all);
  int as_far = 1;  // the true division
  std::vector<float> dealt(all.size());
  for (std::uint64_t deal = 0; deal < 9999; ++deal) {
    const std::vector<int> order =
        random_permutation(int(all.size()), RandomStream(/*seed=*/19, "deal", deal));
    for (std::size_t i = 0; i < dealt.size(); ++i) dealt[i] = all[std::size_t(order[i])];
    as_far += apart(dealt) > observed - 1e-6;
  }
  return as_far / 10000.0;
}

}  // namespace alexnet::course
