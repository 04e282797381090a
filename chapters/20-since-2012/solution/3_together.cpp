#include "exercises.h"

namespace alexnet::course {

// A number's distance from the common mean is its distance from the mean of its own set, plus that
// mean's distance from the common one. Squared and added up, the cross terms cancel.
Moments together(const Moments& a, const Moments& b) {
  const double count = a.count + b.count, part_b = b.count / count;
  const double apart = b.mean - a.mean;
  return {count, a.mean + part_b * apart,
          (1 - part_b) * a.variance + part_b * b.variance + part_b * (1 - part_b) * apart * apart};
}

}  // namespace alexnet::course
