#include "exercises.h"

namespace alexnet::course {

std::vector<double> learning_rates(const std::vector<double>& errors, double /*first_rate*/,
                                   int /*patience*/) {
  return std::vector<double>(errors.size());  // yours
}

}  // namespace alexnet::course
