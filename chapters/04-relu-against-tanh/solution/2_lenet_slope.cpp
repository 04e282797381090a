#include "exercises.h"

namespace alexnet::course {

double lenet_slope(double y) {
  // The chain rule gives 1.7159 * (1 - tanh^2) * 2/3, and tanh is y / 1.7159.
  return 1.7159 * (1 - (y / 1.7159) * (y / 1.7159)) * 2 / 3;
}

}  // namespace alexnet::course
