#pragma once
#include "layers/layer.h"

// Local response normalization: each map is damped where its neighbours are active.
//
//     d[c] = k + alpha * (sum of x[j]^2 over j = c - size/2 ... c + size/2, inside the C maps)
//     y[c] = x[c] / d[c]^beta                                             at every pixel (n, y, x)
//
//     grad_x[c] = grad_y[c] / d[c]^beta
//               - 2 * alpha * beta * x[c] * (sum of grad_y[j] * y[j] / d[j] over the same j)
//
// Paper: section 3.3, with k = 2, size n = 5, alpha = 1e-4, beta = 0.75. alpha multiplies the plain
//         sum, as the paper's formula says. The 2012 code, Caffe and PyTorch divide alpha by the
//         size first: what they call 1e-4 is 2e-5 here (variant release2012).
//         Neighbours are maps of the same tower: conv1 is normalized over 48 maps, not over 96.
// Shapes: x and y (N, C, H, W).
// Saves:  nothing; backward computes d again, which is cheaper than reading it from memory.
// Errors: an even size, which would have no middle; shapes that differ.
// Cost:   size + 2 products and a power per element forward, about twice that backward.
namespace alexnet {

struct LrnParams {
  int size = 5;
  Real k = 2;
  Real alpha = Real(1e-4);
  Real beta = Real(0.75);
};

namespace cpu {

/// One way to compute the op: a rung of the ladder.
struct LrnRung {
  const char* name;
  const char* idea;
  void (*forward)(ConstTensorView x, TensorView y, const LrnParams& params);
  void (*backward)(ConstTensorView x, ConstTensorView y, ConstTensorView grad_y, TensorView grad_x,
                   const LrnParams& params);
  bool (*supports)(const LrnParams& params);
};

/// From the plainest to the fastest. Their results differ in the last digits: pow(d, 0.75) is not
/// sqrt(d) * sqrt(sqrt(d)).
std::span<const LrnRung> lrn_rungs();

// These check the shapes and run the fastest rung that supports the parameters - up to the highest
// one wanted, if there is one of that name.
void lrn_forward(ConstTensorView x, TensorView y, const LrnParams& params,
                 std::string_view highest_rung = {});
void lrn_backward(ConstTensorView x, ConstTensorView y, ConstTensorView grad_y, TensorView grad_x,
                  const LrnParams& params, std::string_view highest_rung = {});

}  // namespace cpu

namespace cuda {

/// As on the CPU.
struct LrnRung {
  const char* name;
  const char* idea;
  void (*forward)(const Stream& stream, ConstTensorView x, TensorView y, const LrnParams& params);
  void (*backward)(const Stream& stream, ConstTensorView x, ConstTensorView y,
                   ConstTensorView grad_y, TensorView grad_x, const LrnParams& params);
  bool (*supports)(const LrnParams& params);
};
std::span<const LrnRung> lrn_rungs();

// These check the shapes and run the fastest rung that supports the parameters.
void lrn_forward(const Stream& stream, ConstTensorView x, TensorView y, const LrnParams& params);
void lrn_backward(const Stream& stream, ConstTensorView x, ConstTensorView y,
                  ConstTensorView grad_y, TensorView grad_x, const LrnParams& params);

}  // namespace cuda

class Lrn : public Layer {
 public:
  explicit Lrn(LrnParams params) : params_(params) {}
  void forward(Inputs x, TensorView y, const Pass& pass) override {
    if (y.device.is_cpu())
      cpu::lrn_forward(x[0], y, params_, pass.highest_rung);
    else
      cuda::lrn_forward(*pass.stream, x[0], y, params_);
  }
  void backward(Inputs x, ConstTensorView y, ConstTensorView grad_y, GradInputs grad_x,
                const Pass& pass) override {
    if (!any_wanted(grad_x)) return;
    if (y.device.is_cpu())
      cpu::lrn_backward(x[0], y, grad_y, grad_x[0], params_, pass.highest_rung);
    else
      cuda::lrn_backward(*pass.stream, x[0], y, grad_y, grad_x[0], params_);
  }

 private:
  LrnParams params_;
};

}  // namespace alexnet
