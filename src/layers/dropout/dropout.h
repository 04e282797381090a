#pragma once
#include "layers/layer.h"

// Dropout: in training each unit is silenced with probability 1 - keep, drawn anew for each image.
//
//     training:  y[i] = x[i] if mask(i), else 0        grad_x[i] = grad_y[i] if mask(i), else 0
//     test:      y[i] = x[i] * keep
//
// Paper: section 4.2, keep = 0.5 in the first two fully connected layers. The paper scales at test
//         time, as here; most frameworks today divide by `keep` in training instead.
// Shapes: x and y alike, any shape.
// Saves:  nothing. mask(i) = (random.uniform(i) < keep) is a function of seed, layer, iteration and
//         element; backward computes it again, and a GPU computes the same mask.
// Errors: shapes that differ; a layer with `keep` outside (0, 1].
// Cost:   a quarter of a Philox block per element in training.
namespace alexnet {

namespace cpu {
void dropout_forward(ConstTensorView x, TensorView y, Real keep, const RandomStream& random);
void dropout_backward(ConstTensorView grad_y, TensorView grad_x, Real keep,
                      const RandomStream& random);
/// The test-time scaling: y = x * keep.
void dropout_scale(ConstTensorView x, TensorView y, Real keep);
}  // namespace cpu

namespace cuda {
void dropout_forward(const Stream& stream, ConstTensorView x, TensorView y, Real keep,
                     const RandomStream& random);
void dropout_backward(const Stream& stream, ConstTensorView grad_y, TensorView grad_x, Real keep,
                      const RandomStream& random);
void dropout_scale(const Stream& stream, ConstTensorView x, TensorView y, Real keep);
}  // namespace cuda

class Dropout : public Layer {
 public:
  /// The layer's name also names its random numbers. Errors: `keep` outside (0, 1].
  Dropout(std::string name, Real keep) : name_(std::move(name)), keep_(keep) {
    ALEXNET_CHECK(keep > 0 && keep <= 1, "{}: keep: expected more than 0 and at most 1, found {}",
                  name_, keep);
  }
  void forward(Inputs x, TensorView y, const Pass& pass) override {
    if (!pass.training)
      scale(x[0], y, pass);
    else if (y.device.is_cpu())
      cpu::dropout_forward(x[0], y, keep_, random(pass));
    else
      cuda::dropout_forward(*pass.stream, x[0], y, keep_, random(pass));
  }
  void backward(Inputs, ConstTensorView y, ConstTensorView grad_y, GradInputs grad_x,
                const Pass& pass) override {
    if (!any_wanted(grad_x)) return;
    if (!pass.training)
      scale(grad_y, grad_x[0], pass);
    else if (y.device.is_cpu())
      cpu::dropout_backward(grad_y, grad_x[0], keep_, random(pass));
    else
      cuda::dropout_backward(*pass.stream, grad_y, grad_x[0], keep_, random(pass));
  }

 private:
  RandomStream random(const Pass& pass) const { return {pass.seed, name_, pass.iteration}; }
  void scale(ConstTensorView from, TensorView to, const Pass& pass) const {
    if (to.device.is_cpu())
      cpu::dropout_scale(from, to, keep_);
    else
      cuda::dropout_scale(*pass.stream, from, to, keep_);
  }

  std::string name_;
  Real keep_;
};

}  // namespace alexnet
