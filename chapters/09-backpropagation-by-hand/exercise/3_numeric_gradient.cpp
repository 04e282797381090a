#include "exercises.h"

namespace alexnet::course {

std::vector<double> numeric_gradient(const std::function<double(const std::vector<double>&)>& /*f*/,
                                     std::vector<double> w) {
  return std::vector<double>(w.size());  // yours
}

}  // namespace alexnet::course
