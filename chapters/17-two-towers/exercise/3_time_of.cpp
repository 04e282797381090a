#include "exercises.h"

namespace alexnet::course {

double time_of(const std::vector<Work>& /*work*/) {
  return -1;  // yours
}

}  // namespace alexnet::course
