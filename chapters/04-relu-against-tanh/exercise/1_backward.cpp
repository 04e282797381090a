#include "exercises.h"

namespace alexnet::course {

void relu_backward(ConstTensorView /*y*/, ConstTensorView /*grad_y*/, TensorView /*grad_x*/) {
  // Yours.
}

void tanh_backward(ConstTensorView /*y*/, ConstTensorView /*grad_y*/, TensorView /*grad_x*/) {
  // Yours.
}

}  // namespace alexnet::course
