#include "exercises.h"

namespace alexnet::course {

double exact_p_value(const std::vector<double>& /*a*/, const std::vector<double>& /*b*/) {
  return -1;  // yours
}

}  // namespace alexnet::course
