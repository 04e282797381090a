#include "exercises.h"

namespace alexnet::course {

Real logistic_loss(ConstTensorView /*logits*/, std::span<const int> /*labels*/,
                   TensorView /*grad_logits*/) {
  return 0;  // yours
}

}  // namespace alexnet::course
