#include <cmath>

#include "exercises.h"

namespace alexnet::course {

double keeping_stddev(int inputs) {
  // The mean square of a sum of `inputs` products is inputs * stddev^2 times that of what goes in.
  // The sum is negative half the time, so ReLU keeps half of that.
  return std::sqrt(2.0 / inputs);
}

}  // namespace alexnet::course
