#pragma once
#include "cuda/memory.h"
#include "layers/layer.h"

// TowerCopy carries maps from one tower to the other: the only place where the towers meet.
// Network::input_on_tower() puts it in where a node reads from the other tower.
//
//     y = x            on the other tower's device
//     grad_x = grad_y  back on the first
//
// Paper: section 3.5 and Figure 2. Layer 3 and the fully connected layers see both towers; each
//         tower runs on its own GPU, so what it reads from the other must be copied across.
// Shapes: x and y alike; they may live on two devices.
// Saves:  nothing.
// Errors: shapes that differ.
// Cost:   4*N*C*H*W bytes each way.
namespace alexnet {

/// The stream of the pass is the receiving tower's: that of y's device in forward, of grad_x's in
/// backward. The network makes it wait for the sending tower.
class TowerCopy : public Layer {
 public:
  void forward(Inputs x, TensorView y, const Pass& pass) override { carry(y, x[0], pass); }
  void backward(Inputs, ConstTensorView, ConstTensorView grad_y, GradInputs grad_x,
                const Pass& pass) override {
    if (any_wanted(grad_x)) carry(grad_x[0], grad_y, pass);
  }

 private:
  static void carry(TensorView to, ConstTensorView from, const Pass& pass) {
    if (to.device.is_cpu() || from.device.is_cpu())
      copy(to, from);  // the host is one of the two, so it waits
    else
      cuda::copy_async(to, from, *pass.stream);
  }
};

}  // namespace alexnet
