#include "exercises.h"

namespace alexnet::course {

double loudest(const LrnParams& /*params*/) {
  return 0;  // yours
}

}  // namespace alexnet::course
