#include "exercises.h"

namespace alexnet::course {

void move_to_other_program(TensorView /*weight*/, TensorView /*bias*/, Real /*keep*/) {
  // Yours. for (Real& value : tensor.values()) goes over the elements.
}

}  // namespace alexnet::course
