#pragma once
#include "layers/layer.h"

// Softmax and the multinomial logistic loss, also called cross-entropy: scores become
// probabilities, and the loss is how surprised they are by the truth.
//
//     probs[n,k] = exp(logits[n,k]) / (sum over j of exp(logits[n,j]))
//     loss[n]    = -log probs[n, label[n]]
//     grad_logits[n,k] = (probs[n,k] - (k == label[n])) / N
//
// The gradient is that of the mean loss over the batch, which is what the network minimizes. The
// largest score of an image is subtracted from all of them first, so that nothing overflows.
//
// Paper: section 3.5 (maximize the multinomial logistic regression objective).
// Shapes: logits and probs (N, K); labels and loss (N). A label is a class number stored as a Real.
// Saves:  nothing; backward needs probs and labels.
// Errors: a label that is not a whole number in [0, K). (A GPU cannot throw: there the loss and the
//         gradients of such an image are NaN, which stops the training.)
// Cost:   one exp per logit.
namespace alexnet {

namespace cpu {
void softmax_forward(ConstTensorView logits, TensorView probs);
void softmax_loss(ConstTensorView logits, ConstTensorView labels, TensorView loss);
void softmax_loss_backward(ConstTensorView probs, ConstTensorView labels, TensorView grad_logits);
}  // namespace cpu

namespace cuda {
void softmax_forward(const Stream& stream, ConstTensorView logits, TensorView probs);
void softmax_loss(const Stream& stream, ConstTensorView logits, ConstTensorView labels,
                  TensorView loss);
void softmax_loss_backward(const Stream& stream, ConstTensorView probs, ConstTensorView labels,
                           TensorView grad_logits);
}  // namespace cuda

/// The network's last node: forward gives probabilities. Training starts backward here, from the
/// labels instead of from a gradient.
class SoftmaxLoss : public Layer {
 public:
  void forward(Inputs x, TensorView y, const Pass& pass) override {
    if (y.device.is_cpu())
      cpu::softmax_forward(x[0], y);
    else
      cuda::softmax_forward(*pass.stream, x[0], y);
  }
  /// grad_y holds the labels, (N): there is nothing above that could send a gradient.
  void backward(Inputs, ConstTensorView y, ConstTensorView grad_y, GradInputs grad_x,
                const Pass& pass) override {
    if (!any_wanted(grad_x)) return;
    if (y.device.is_cpu())
      cpu::softmax_loss_backward(y, grad_y, grad_x[0]);
    else
      cuda::softmax_loss_backward(*pass.stream, y, grad_y, grad_x[0]);
  }
};

}  // namespace alexnet
