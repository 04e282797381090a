#include <algorithm>
#include <cmath>

#include "exercises.h"

namespace alexnet::course {

double top_k_error(std::span<const Real> probs, int label, int k) {
  const auto is_nan = [](Real q) { return std::isnan(q); };
  if (std::any_of(probs.begin(), probs.end(), is_nan)) return 1;  // comparisons would be false
  const Real p = probs[label];
  const auto larger = std::count_if(probs.begin(), probs.end(), [&](Real q) { return q > p; });
  const auto equal = std::count(probs.begin(), probs.end(), p);  // the true class among them
  // The classes above take their places first; those that are equal share what is left.
  const double places_left = double(k - larger);
  return 1 - std::clamp(places_left / double(equal), 0.0, 1.0);
}

}  // namespace alexnet::course
