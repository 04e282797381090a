#include "exercises.h"

namespace alexnet::course {

void convolve_backward(ConstTensorView /*x*/, ConstTensorView /*weight*/,
                       ConstTensorView /*grad_y*/, int /*stride*/, int /*pad*/,
                       TensorView /*grad_x*/, TensorView /*grad_weight*/,
                       TensorView /*grad_bias*/) {
  // Yours. Chapter 3's seven loops lead to every product; what does each do to the gradients?
}

}  // namespace alexnet::course
