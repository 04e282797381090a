#include <cmath>

#include "exercises.h"

namespace alexnet::course {

MeanAndDeviation dropped_sum(ConstTensorView x, ConstTensorView weight, Real keep) {
  // A mask is 1 with probability p: mean p, and, as its square is itself, variance p - p^2. Masks
  // are independent, so variances add.
  double sum = 0, squares = 0;
  for (std::int64_t i = 0; i < x.shape.size(); ++i) {
    const double term = double(weight.data[i]) * double(x.data[i]);
    sum += term;
    squares += term * term;
  }
  return {.mean = keep * sum, .deviation = std::sqrt(keep * (1 - keep) * squares)};
}

}  // namespace alexnet::course
