#include "exercises.h"

namespace alexnet::course {

void linear_backward(ConstTensorView x, ConstTensorView weight, ConstTensorView grad_y,
                     TensorView grad_x, TensorView grad_weight, TensorView grad_bias) {
  for (const TensorView& grad : {grad_x, grad_weight, grad_bias}) fill(grad, 0);
  // Each product of the forward pass adds to the gradients of its two factors.
  for (int n = 0; n < x.shape.n; ++n)
    for (int o = 0; o < weight.shape.n; ++o) {
      const Real g = grad_y(n, o, 0, 0);
      grad_bias(o, 0, 0, 0) += g;
      for (int i = 0; i < weight.shape.c; ++i) {
        grad_x(n, i, 0, 0) += g * weight(o, i, 0, 0);
        grad_weight(o, i, 0, 0) += g * x(n, i, 0, 0);
      }
    }
}

}  // namespace alexnet::course
