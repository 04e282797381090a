#include "exercises.h"

namespace alexnet::course {

void move_to_other_program(TensorView weight, TensorView /*bias*/, Real keep) {
  // weight * (keep * x) = (keep * weight) * x. No unit feeds the bias, so none is dropped there.
  for (Real& value : weight.values()) value *= keep;
}

}  // namespace alexnet::course
