#include <algorithm>
#include <cmath>

#include "exercises.h"

namespace alexnet::course {

double exact_p_value(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> all = a;
  all.insert(all.end(), b.begin(), b.end());
  std::vector<int> in_b(all.size(), 0);  // the zeros first: the division that was observed
  std::fill(in_b.begin() + std::ptrdiff_t(a.size()), in_b.end(), 1);
  double observed = -1, ways = 0, as_far = 0;
  do {
    double difference = 0;
    for (std::size_t i = 0; i < all.size(); ++i)
      difference += in_b[i] ? all[i] / double(b.size()) : -all[i] / double(a.size());
    if (observed < 0) observed = std::abs(difference);
    ++ways;
    as_far += std::abs(difference) >= observed - 1e-12;
  } while (std::next_permutation(in_b.begin(), in_b.end()));
  return as_far / ways;
}

}  // namespace alexnet::course
