#include "exercises.h"

namespace alexnet::course {

void negative(ConstTensorView /*x*/, TensorView /*y*/) {
  // Yours. First take the names of the parameters out of their comments.
}

}  // namespace alexnet::course
