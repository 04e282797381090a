#pragma once
#include "layers/layer.h"
#include "layers/pool_shape.h"

// Average pooling: the mean of each window.
//
//     y[n,c,oy,ox] = mean of x[n,c,iy,ix] over the window's pixels inside the image
//     grad_x: each grad_y is shared equally among those pixels
//
// Paper:  not in the ImageNet network; the network that we take for that of Figure 1 (variant
//         cifar-relu) has it in layers 2 and 3, and LeNet-5 before it had it too.
// Shapes: x (N, C, H, W); y (N, C, OH, OW) with OH = 1 + ceil(max(0, H - size) / stride): a
//         window larger than the image is cut off at the image's border.
// Saves:  nothing.
// Errors: stride > size, which would leave pixels out; a y or a gradient of another shape.
// Cost:   size^2 additions per output.
namespace alexnet {

namespace cpu {
void avgpool_forward(ConstTensorView x, TensorView y, const PoolParams& params);
void avgpool_backward(ConstTensorView grad_y, TensorView grad_x, const PoolParams& params);
}  // namespace cpu

namespace cuda {
void avgpool_forward(const Stream& stream, ConstTensorView x, TensorView y,
                     const PoolParams& params);
void avgpool_backward(const Stream& stream, ConstTensorView grad_y, TensorView grad_x,
                      const PoolParams& params);
}  // namespace cuda

class AvgPool : public Layer {
 public:
  explicit AvgPool(PoolParams params) : params_(params) {}
  void forward(Inputs x, TensorView y, const Pass& pass) override {
    if (y.device.is_cpu())
      cpu::avgpool_forward(x[0], y, params_);
    else
      cuda::avgpool_forward(*pass.stream, x[0], y, params_);
  }
  void backward(Inputs, ConstTensorView y, ConstTensorView grad_y, GradInputs grad_x,
                const Pass& pass) override {
    if (!any_wanted(grad_x)) return;
    if (y.device.is_cpu())
      cpu::avgpool_backward(grad_y, grad_x[0], params_);
    else
      cuda::avgpool_backward(*pass.stream, grad_y, grad_x[0], params_);
  }

 private:
  PoolParams params_;
};

}  // namespace alexnet
