#include "exercises.h"

namespace alexnet::course {

void subsample(ConstTensorView /*x*/, ConstTensorView /*coefficient*/, ConstTensorView /*bias*/,
               TensorView /*y*/) {
  // Yours. Which four numbers of x belong to y(n, c, row, col)?
}

}  // namespace alexnet::course
