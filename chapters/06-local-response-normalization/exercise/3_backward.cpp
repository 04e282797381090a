#include "exercises.h"

namespace alexnet::course {

void normalize_backward(ConstTensorView /*x*/, ConstTensorView /*y*/, ConstTensorView /*grad_y*/,
                        TensorView /*grad_x*/, const LrnParams& /*params*/) {
  // Yours.
}

}  // namespace alexnet::course
