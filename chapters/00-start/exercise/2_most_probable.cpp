#include "exercises.h"

namespace alexnet::course {

int most_probable(ConstTensorView /*probs*/, int /*n*/) {
  return -1;  // yours
}

}  // namespace alexnet::course
