#include "exercises.h"

namespace alexnet::course {

double best_temperature(const std::vector<std::vector<double>>& /*logits*/,
                        const std::vector<int>& /*labels*/) {
  return -1;  // yours
}

}  // namespace alexnet::course
