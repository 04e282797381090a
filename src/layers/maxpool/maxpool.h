#pragma once
#include "layers/layer.h"
#include "layers/pool_shape.h"

// Max pooling: the largest value of each window.
//
//     y[n,c,oy,ox] = max of x[n,c,iy,ix] over the window's pixels inside the image
//     grad_x: each grad_y goes to the pixel that won, the first in reading order where several tie
//
// Paper: section 3.4, size 3 and stride 2: windows overlap by one pixel.
//         (The authors' published kernels, of 2011 and 2014, give every tied pixel the whole
//         gradient. Nearly all ties are between zeros behind a ReLU, which stops the gradient.)
// Shapes: x (N, C, H, W); y (N, C, OH, OW) with OH = 1 + ceil(max(0, H - size) / stride): a
//         window larger than the image is cut off at the image's border.
// Saves:  nothing; backward finds the winner again.
// Errors: stride > size, which would leave pixels out; a y or a gradient of another shape. A NaN in
//         x never wins a comparison, so it may vanish here; Network::first_bad_output() finds it in
//         the layer before.
// Cost:   size^2 comparisons per output.
namespace alexnet {

namespace cpu {

/// One way to compute the op: a rung of the ladder.
struct MaxPoolRung {
  const char* name;
  const char* idea;
  void (*forward)(ConstTensorView x, TensorView y, const PoolParams& params);
  void (*backward)(ConstTensorView x, ConstTensorView grad_y, TensorView grad_x,
                   const PoolParams& params);
  bool (*supports)(const PoolParams& params);
};

/// From the plainest to the fastest; all give the same result, bit for bit, if x has no NaN.
std::span<const MaxPoolRung> maxpool_rungs();

// These check the shapes and run the fastest rung - up to the highest one wanted, if there is one
// of that name.
void maxpool_forward(ConstTensorView x, TensorView y, const PoolParams& params,
                     std::string_view highest_rung = {});
void maxpool_backward(ConstTensorView x, ConstTensorView grad_y, TensorView grad_x,
                      const PoolParams& params, std::string_view highest_rung = {});
}  // namespace cpu

namespace cuda {

/// As on the CPU; what a rung supports may also depend on the extents of x.
struct MaxPoolRung {
  const char* name;
  const char* idea;
  void (*forward)(const Stream& stream, ConstTensorView x, TensorView y, const PoolParams& params);
  void (*backward)(const Stream& stream, ConstTensorView x, ConstTensorView grad_y,
                   TensorView grad_x, const PoolParams& params);
  bool (*supports)(const Shape& x, const PoolParams& params);
};
std::span<const MaxPoolRung> maxpool_rungs();

// These check the shapes and run the fastest rung that supports them.
void maxpool_forward(const Stream& stream, ConstTensorView x, TensorView y,
                     const PoolParams& params);
void maxpool_backward(const Stream& stream, ConstTensorView x, ConstTensorView grad_y,
                      TensorView grad_x, const PoolParams& params);

}  // namespace cuda

class MaxPool : public Layer {
 public:
  explicit MaxPool(PoolParams params) : params_(params) {}
  void forward(Inputs x, TensorView y, const Pass& pass) override {
    if (y.device.is_cpu())
      cpu::maxpool_forward(x[0], y, params_, pass.highest_rung);
    else
      cuda::maxpool_forward(*pass.stream, x[0], y, params_);
  }
  void backward(Inputs x, ConstTensorView, ConstTensorView grad_y, GradInputs grad_x,
                const Pass& pass) override {
    if (!any_wanted(grad_x)) return;
    if (grad_y.device.is_cpu())
      cpu::maxpool_backward(x[0], grad_y, grad_x[0], params_, pass.highest_rung);
    else
      cuda::maxpool_backward(*pass.stream, x[0], grad_y, grad_x[0], params_);
  }

 private:
  PoolParams params_;
};

}  // namespace alexnet
