#pragma once
#include "layers/layer.h"

// Hyperbolic tangent: the non-linearity that networks used before ReLU.
//
//     y = tanh(x)
//     grad_x = grad_y * (1 - y * y)
//
// Paper: section 3.1 and Figure 1. Where |x| is large, y is flat and almost no gradient passes.
// Shapes: x and y alike, any shape.
// Saves:  nothing; backward needs y only.
// Errors: shapes that differ.
// Cost:   one tanh per element forward, two products backward.
namespace alexnet {

namespace cpu {
void tanh_forward(ConstTensorView x, TensorView y);
void tanh_backward(ConstTensorView y, ConstTensorView grad_y, TensorView grad_x);
}  // namespace cpu

namespace cuda {
void tanh_forward(const Stream& stream, ConstTensorView x, TensorView y);
void tanh_backward(const Stream& stream, ConstTensorView y, ConstTensorView grad_y,
                   TensorView grad_x);
}  // namespace cuda

class Tanh : public Layer {
 public:
  void forward(Inputs x, TensorView y, const Pass& pass) override {
    if (y.device.is_cpu())
      cpu::tanh_forward(x[0], y);
    else
      cuda::tanh_forward(*pass.stream, x[0], y);
  }
  void backward(Inputs, ConstTensorView y, ConstTensorView grad_y, GradInputs grad_x,
                const Pass& pass) override {
    if (!any_wanted(grad_x)) return;
    if (y.device.is_cpu())
      cpu::tanh_backward(y, grad_y, grad_x[0]);
    else
      cuda::tanh_backward(*pass.stream, y, grad_y, grad_x[0]);
  }
};

}  // namespace alexnet
