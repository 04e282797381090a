#include "exercises.h"

namespace alexnet::course {

void twice_backward(ConstTensorView /*x*/, ConstTensorView /*w*/, ConstTensorView /*grad_y*/,
                    TensorView /*grad_w*/) {
  // Yours. You need what lies between: a = W x and h = relu(a).
}

}  // namespace alexnet::course
