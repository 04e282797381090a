#include "exercises.h"

namespace alexnet::course {

void softmax(ConstTensorView /*logits*/, TensorView /*probs*/) {
  // Yours. logits.shape.n is the number of pictures, logits.shape.c that of classes.
}

}  // namespace alexnet::course
