#include "exercises.h"

namespace alexnet::course {

void sigmoid_backward(ConstTensorView /*y*/, ConstTensorView /*grad_y*/, TensorView /*grad_x*/) {
  // Yours.
}

}  // namespace alexnet::course
