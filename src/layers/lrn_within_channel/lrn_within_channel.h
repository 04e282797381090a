#pragma once
#include "layers/layer.h"

// Local response normalization over neighbouring pixels of the same map.
//
//     d = k + alpha * (sum of x^2 over the size x size window around the pixel, inside the map)
//     y = x / d^beta
//
//     grad_x = grad_y / d^beta - 2 * alpha * beta * x * (sum of grad_y * y / d, same window)
//
// Paper: not in it. The released 2012 configuration has one after layer 2's normalization (its
//        "cnorm2": size 5, scale 0.001 divided by the 25 pixels, k = 1, beta = 0.75), so variant
//        release2012 has one too.
// Shapes: x and y (N, C, H, W).
// Saves:  nothing; backward computes d again.
// Errors: an even size, which would have no middle; shapes that differ; on a GPU, a size above 95.
// Cost:   size^2 + 2 products and a power per element forward, about twice that backward.
namespace alexnet {

struct LrnWithinChannelParams {
  int size = 5;
  Real k = 1;
  Real alpha = Real(0.001 / 25);
  Real beta = Real(0.75);
};

namespace cpu {
void lrn_within_channel_forward(ConstTensorView x, TensorView y,
                                const LrnWithinChannelParams& params);
void lrn_within_channel_backward(ConstTensorView x, ConstTensorView y, ConstTensorView grad_y,
                                 TensorView grad_x, const LrnWithinChannelParams& params);
}  // namespace cpu

namespace cuda {
void lrn_within_channel_forward(const Stream& stream, ConstTensorView x, TensorView y,
                                const LrnWithinChannelParams& params);
void lrn_within_channel_backward(const Stream& stream, ConstTensorView x, ConstTensorView y,
                                 ConstTensorView grad_y, TensorView grad_x,
                                 const LrnWithinChannelParams& params);
}  // namespace cuda

class LrnWithinChannel : public Layer {
 public:
  explicit LrnWithinChannel(LrnWithinChannelParams params) : params_(params) {}
  void forward(Inputs x, TensorView y, const Pass& pass) override {
    if (y.device.is_cpu())
      cpu::lrn_within_channel_forward(x[0], y, params_);
    else
      cuda::lrn_within_channel_forward(*pass.stream, x[0], y, params_);
  }
  void backward(Inputs x, ConstTensorView y, ConstTensorView grad_y, GradInputs grad_x,
                const Pass& pass) override {
    if (!any_wanted(grad_x)) return;
    if (y.device.is_cpu())
      cpu::lrn_within_channel_backward(x[0], y, grad_y, grad_x[0], params_);
    else
      cuda::lrn_within_channel_backward(*pass.stream, x[0], y, grad_y, grad_x[0], params_);
  }

 private:
  LrnWithinChannelParams params_;
};

}  // namespace alexnet
