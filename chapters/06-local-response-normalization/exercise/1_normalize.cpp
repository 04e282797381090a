#include "exercises.h"

namespace alexnet::course {

void normalize(ConstTensorView /*x*/, TensorView /*y*/, const LrnParams& /*params*/) {
  // Yours. params.size, .k, .alpha and .beta are the constants.
}

}  // namespace alexnet::course
