#pragma once
#include "layers/layer.h"

// Rectified linear unit: negative numbers become 0.
//
//     y = max(x, 0)
//     grad_x = grad_y where y > 0, else 0
//
// Paper: section 3.1. However large x is, a unit that is on does not saturate, so gradients pass
//         undiminished; Figure 1 measures what that saves (variants cifar-relu and cifar-tanh).
// Shapes: x and y alike, any shape.
// Saves:  nothing; backward needs y only.
// Errors: shapes that differ.
// Cost:   no products; one read and one write per element.
namespace alexnet {

namespace cpu {
void relu_forward(ConstTensorView x, TensorView y);
void relu_backward(ConstTensorView y, ConstTensorView grad_y, TensorView grad_x);
}  // namespace cpu

namespace cuda {
void relu_forward(const Stream& stream, ConstTensorView x, TensorView y);
void relu_backward(const Stream& stream, ConstTensorView y, ConstTensorView grad_y,
                   TensorView grad_x);
}  // namespace cuda

class Relu : public Layer {
 public:
  void forward(Inputs x, TensorView y, const Pass& pass) override {
    if (y.device.is_cpu())
      cpu::relu_forward(x[0], y);
    else
      cuda::relu_forward(*pass.stream, x[0], y);
  }
  void backward(Inputs, ConstTensorView y, ConstTensorView grad_y, GradInputs grad_x,
                const Pass& pass) override {
    if (!any_wanted(grad_x)) return;
    if (y.device.is_cpu())
      cpu::relu_backward(y, grad_y, grad_x[0]);
    else
      cuda::relu_backward(*pass.stream, y, grad_y, grad_x[0]);
  }
};

}  // namespace alexnet
