#include "exercises.h"

namespace alexnet::course {

void linear(ConstTensorView /*x*/, ConstTensorView /*weight*/, ConstTensorView /*bias*/,
            TensorView /*y*/) {
  // Yours.
}

}  // namespace alexnet::course
