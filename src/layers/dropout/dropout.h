#pragma once
#include "layers/layer.h"

// Dropout: in training every unit is silenced with probability 1/2, drawn anew for every image.
//
//     training:  y[i] = x[i] if mask(i), else 0        grad_x[i] = grad_y[i] if mask(i), else 0
//     test:      y[i] = x[i] * keep
//
// Paper: section 4.2, keep = 0.5 in the first two fully connected layers. The paper scales at test
//         time, as here; most of today's frameworks divide by `keep` in training instead.
// Shapes: x and y alike, any shape.
// Saves:  nothing. mask(i) = (stream.uniform(i) < keep) is a function of seed, layer, iteration and
//         element; backward computes it again, and so would a GPU.
// Cost:   a quarter of a Philox block per element in training.
namespace alexnet {

namespace cpu {
void dropout_forward(ConstTensorView x, TensorView y, Real keep, const RandomStream& stream);
void dropout_backward(ConstTensorView grad_y, TensorView grad_x, Real keep,
                      const RandomStream& stream);
/// The test-time scaling: y = x * keep.
void dropout_scale(ConstTensorView x, TensorView y, Real keep);
}  // namespace cpu

class Dropout : public Layer {
 public:
  /// The layer's name also names its random numbers.
  Dropout(std::string name, Real keep) : name_(std::move(name)), keep_(keep) {}
  void forward(Inputs x, TensorView y, const Pass& pass) override {
    pass_ = pass;
    if (pass.training)
      cpu::dropout_forward(x[0], y, keep_, stream());
    else
      cpu::dropout_scale(x[0], y, keep_);
  }
  void backward(Inputs, ConstTensorView, ConstTensorView grad_y, GradInputs grad_x) override {
    if (!any_wanted(grad_x)) return;
    if (pass_.training)
      cpu::dropout_backward(grad_y, grad_x[0], keep_, stream());
    else
      cpu::dropout_scale(grad_y, grad_x[0], keep_);
  }

 private:
  RandomStream stream() const { return {pass_.seed, name_, pass_.iteration}; }

  std::string name_;
  Real keep_;
  Pass pass_;  // the last forward's, so that backward draws the same mask
};

}  // namespace alexnet
