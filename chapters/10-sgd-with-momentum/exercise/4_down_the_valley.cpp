#include "exercises.h"

namespace alexnet::course {

std::pair<double, double> rate_and_momentum(double /*flat*/, double steep) {
  return {1 / steep, 0.9};  // stable, and the paper's momentum; yours
}

}  // namespace alexnet::course
