#include "exercises.h"

namespace alexnet::course {

int nearest_digit(ConstTensorView /*f6*/, ConstTensorView /*printed*/, double /*limit*/) {
  return -1;  // yours
}

}  // namespace alexnet::course
