#pragma once
#include "layers/layer.h"

// Fully connected layer: every output is a weighted sum of every input.
//
//     y[n,o] = bias[o] + sum over i of weight[o,i] * x[n,i]
//
// where i counts the elements of an image in memory order (c, y, x): those of tower a's input
// first, then those of tower b's, if there are two.
//
// Paper: section 3.5, layers 6 to 8; 96% of the network's parameters.
// Shapes: x[i] (N, Ci, Hi, Wi); weight (O, I), I = sum of Ci*Hi*Wi; bias (O); y (N, O).
// Saves:  nothing; backward reads x again.
// Errors: shapes that do not fit.
// Cost:   N*O*I multiply-adds forward and for each of the two gradients. For small N the time goes
//         into reading the weights, O*I numbers of 4 bytes each.
namespace alexnet {

/// The shape of y; throws unless inputs and weight fit together.
Shape linear_output_shape(std::span<const Shape> x, const Shape& weight);

namespace cpu {

/// One way to compute the op: a rung of the ladder.
struct LinearRung {
  const char* name;
  const char* idea;
  void (*forward)(Inputs x, ConstTensorView weight, ConstTensorView bias, TensorView y);
  void (*backward_input)(ConstTensorView grad_y, ConstTensorView weight, GradInputs grad_x);
  void (*backward_weight)(Inputs x, ConstTensorView grad_y, TensorView grad_weight,
                          TensorView grad_bias);
  bool (*supports)(std::span<const Shape> x, const Shape& weight);
};

/// From the plainest to the fastest. All give the same numbers, bit for bit.
std::span<const LinearRung> linear_rungs();

// Each of these checks the shapes and runs the fastest rung that supports them - up to the highest
// one wanted, if there is one of that name.

/// y = x weight^T + bias
void linear_forward(Inputs x, ConstTensorView weight, ConstTensorView bias, TensorView y,
                    std::string_view highest_rung = {});

/// grad_x[n,i] = sum over o of grad_y[n,o] * weight[o,i]
void linear_backward_input(ConstTensorView grad_y, ConstTensorView weight, GradInputs grad_x,
                           std::string_view highest_rung = {});

/// grad_weight[o,i] = sum over n of grad_y[n,o] * x[n,i]
/// grad_bias[o]     = sum over n of grad_y[n,o]
void linear_backward_weight(Inputs x, ConstTensorView grad_y, TensorView grad_weight,
                            TensorView grad_bias, std::string_view highest_rung = {});

}  // namespace cpu

namespace cuda {

/// A rung of the GPU's ladder. `math` is how it multiplies.
struct LinearRung {
  const char* name;
  const char* idea;
  Math math;
  void (*forward)(const Stream& stream, Inputs x, ConstTensorView weight, ConstTensorView bias,
                  TensorView y);
  /// forward and ReLU in one kernel.
  void (*forward_relu)(const Stream& stream, Inputs x, ConstTensorView weight, ConstTensorView bias,
                       TensorView y);
  void (*backward_input)(const Stream& stream, ConstTensorView grad_y, ConstTensorView weight,
                         GradInputs grad_x);
  void (*backward_weight)(const Stream& stream, Inputs x, ConstTensorView grad_y,
                          TensorView grad_weight, TensorView grad_bias);
  bool (*supports)(std::span<const Shape> x, const Shape& weight);
  int pays_since = 0;  ///< code for a capability below (80 is 8.0) takes an earlier rung
};

/// From the plainest to the fastest. Rungs add in different orders, so they agree within rounding.
std::span<const LinearRung> linear_rungs();

// Each of these checks the shapes and queues the fastest rung that supports them and multiplies
// like `math`. Errors: a device that cannot multiply that way.

void linear_forward(const Stream& stream, Inputs x, ConstTensorView weight, ConstTensorView bias,
                    TensorView y, Math math);
/// y = max(x weight^T + bias, 0): bit for bit what linear_forward and relu_forward give.
void linear_relu_forward(const Stream& stream, Inputs x, ConstTensorView weight,
                         ConstTensorView bias, TensorView y, Math math);
void linear_backward_input(const Stream& stream, ConstTensorView grad_y, ConstTensorView weight,
                           GradInputs grad_x, Math math);
void linear_backward_weight(const Stream& stream, Inputs x, ConstTensorView grad_y,
                            TensorView grad_weight, TensorView grad_bias, Math math);

}  // namespace cuda

class Linear : public Layer {
 public:
  /// Parameters are named `name`.weight and `name`.bias and filled by the caller.
  Linear(const std::string& name, std::span<const Shape> x, int outputs, Device device);

  void forward(Inputs x, TensorView y, const Pass& pass) override;
  void forward_relu(Inputs x, TensorView y, const Pass& pass) override;
  bool fuses_relu() const override { return true; }
  void backward(Inputs x, ConstTensorView y, ConstTensorView grad_y, GradInputs grad_x,
                const Pass& pass) override;
  void backward_relu(Inputs x, ConstTensorView y, ConstTensorView grad_y, TensorView grad_before,
                     GradInputs grad_x, const Pass& pass) override;
  std::span<Parameter> parameters() override { return parameters_; }

 private:
  Parameter& weight() { return parameters_[0]; }
  Parameter& bias() { return parameters_[1]; }

  std::vector<Parameter> parameters_;
};

}  // namespace alexnet
