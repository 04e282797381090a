#include "exercises.h"

namespace alexnet::course {

double top_k_error(std::span<const Real> /*probs*/, int /*label*/, int /*k*/) {
  return -1;  // yours
}

}  // namespace alexnet::course
