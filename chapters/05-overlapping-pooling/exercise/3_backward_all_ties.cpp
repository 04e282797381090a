#include "exercises.h"

namespace alexnet::course {

void pool_backward_all_ties(ConstTensorView /*x*/, ConstTensorView /*y*/,
                            ConstTensorView /*grad_y*/, TensorView /*grad_x*/,
                            const PoolParams& /*params*/) {
  // Yours.
}

}  // namespace alexnet::course
