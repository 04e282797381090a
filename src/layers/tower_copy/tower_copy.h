#pragma once
#include "layers/layer.h"

// TowerCopy: carries maps from one tower to the other - the only place where they meet.
//
//     y = x            on the other tower's device
//     grad_x = grad_y  back on the first
//
// Paper: section 3.5 and Figure 2. Layer 3 and the fully connected layers see both towers; each
//         tower runs on its own GPU, so what it reads of the other must cross.
// Shapes: x and y alike; they may live on two devices.
// Saves:  nothing.
// Cost:   4*N*C*H*W bytes each way.
namespace alexnet {

class TowerCopy : public Layer {
 public:
  void forward(Inputs x, TensorView y, const Pass&) override { copy(y, x[0]); }
  void backward(Inputs, ConstTensorView, ConstTensorView grad_y, GradInputs grad_x) override {
    if (any_wanted(grad_x)) copy(grad_x[0], grad_y);
  }
};

}  // namespace alexnet
