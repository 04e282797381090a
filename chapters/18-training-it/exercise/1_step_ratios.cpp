#include "exercises.h"

namespace alexnet::course {

std::vector<double> step_ratios(const Network& /*network*/) {
  return {};  // yours
}

}  // namespace alexnet::course
