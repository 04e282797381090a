#pragma once
#include "layers/layer.h"

// Convolution: every output pixel is the dot product of a filter and the window under it.
//
//     y[n,f,oy,ox] = bias[f] + sum over c, ky, kx of
//                    weight[f,c,ky,kx] * x[n, c, oy*stride - pad + ky, ox*stride - pad + kx]
//
// where x is 0 outside the image. (The filter is not flipped: mathematicians call this
// cross-correlation.)
//
// Paper: section 3.5. A layer that sees both towers has two inputs, whose channels are numbered
// consecutively, tower a's first; its weights cover the channels of both. Windows start every
// `stride` pixels until one has reached the border, so the last may hang over it on the right and
// at the bottom: 224 pixels, 11 x 11, stride 4 give 55 windows, the last of which reads three
// columns of zeros. That is the rule of the 2012 code, and why the paper says 224, not 227. Today's
// frameworks leave such a window out unless asked for `ceil_mode`; so do we where it is false
// (variant torchvision). With a stride beyond the filter's size, the last window may see nothing
// but zeros.
//
// Shapes: x[i] (N, Ci, H, W); weight (F, C1 + C2 + .., Kh, Kw); bias (F); y (N, F, OH, OW)
//         with OH = 1 + ceil((H + 2*pad - Kh) / stride), or floor where `ceil_mode` is false.
// Saves:  nothing; backward reads x again.
// Errors: shapes that do not fit, a filter larger than the padded image.
// Cost:   N*F*OH*OW * C*Kh*Kw multiply-adds forward, and as many for each of the two gradients.
namespace alexnet {

struct ConvParams {
  int stride = 1;
  int pad = 0;
  bool ceil_mode = true;  ///< whether the last window may hang over the border
};

/// The extent rule above, for one axis.
int conv_output_extent(int input, int filter, const ConvParams& params);
/// The shape of y; throws unless inputs and weight fit together.
Shape conv_output_shape(std::span<const Shape> x, const Shape& weight, const ConvParams& params);

namespace cpu {

/// Roundings as a multiple of those of the formula's sums: in y and grad_x, and in grad_weight.
struct ConvRoundings {
  double sums = 0, weight_gradient = 0;
};

/// One way to compute the op: a rung of the ladder.
struct ConvRung {
  const char* name;
  const char* idea;
  void (*forward)(Inputs x, ConstTensorView weight, ConstTensorView bias, TensorView y,
                  const ConvParams& params);
  void (*backward_input)(ConstTensorView grad_y, ConstTensorView weight, GradInputs grad_x,
                         const ConvParams& params);
  void (*backward_weight)(Inputs x, ConstTensorView grad_y, TensorView grad_weight,
                          TensorView grad_bias, const ConvParams& params);
  bool (*supports)(std::span<const Shape> x, const Shape& weight, const Shape& y,
                   const ConvParams& params);
  /// How large roundings are for filters of this size, relative to those of the formula's sums. 0:
  /// bit for bit the formula's numbers, where they are finite (a rung may multiply the zeros around
  /// the image, and 0 * infinity is not 0).
  ConvRoundings (*roundings)(int filter_size);
};

/// From the plainest to the fastest.
std::span<const ConvRung> conv_rungs();

/// The fastest rung that gives the formula's numbers bit for bit.
inline constexpr const char* kBitExactRung = "offset_table";

// Each of these checks the shapes and runs the fastest rung that supports them - up to the highest
// one wanted, if there is one of that name.

/// y = conv(x, weight) + bias
void conv_forward(Inputs x, ConstTensorView weight, ConstTensorView bias, TensorView y,
                  const ConvParams& params, std::string_view highest_rung = {});

/// grad_x[n,c,iy,ix] = sum over f and all windows that cover the pixel of
///                     weight[f,c,ky,kx] * grad_y[n,f,oy,ox]
void conv_backward_input(ConstTensorView grad_y, ConstTensorView weight, GradInputs grad_x,
                         const ConvParams& params, std::string_view highest_rung = {});

/// grad_weight[f,c,ky,kx] = sum over n, oy, ox of grad_y[n,f,oy,ox] * x[n,c,iy,ix]
/// grad_bias[f]           = sum over n, oy, ox of grad_y[n,f,oy,ox]
void conv_backward_weight(Inputs x, ConstTensorView grad_y, TensorView grad_weight,
                          TensorView grad_bias, const ConvParams& params,
                          std::string_view highest_rung = {});

}  // namespace cpu

namespace cuda {

/// A rung of the GPU's ladder. `math` is how it multiplies.
struct ConvRung {
  const char* name;
  const char* idea;
  Math math;
  void (*forward)(const Stream& stream, Inputs x, ConstTensorView weight, ConstTensorView bias,
                  TensorView y, const ConvParams& params);
  /// forward and ReLU in one kernel; null where the rung has none.
  void (*forward_relu)(const Stream& stream, Inputs x, ConstTensorView weight, ConstTensorView bias,
                       TensorView y, const ConvParams& params);
  void (*backward_input)(const Stream& stream, ConstTensorView grad_y, ConstTensorView weight,
                         GradInputs grad_x, const ConvParams& params);
  void (*backward_weight)(const Stream& stream, Inputs x, ConstTensorView grad_y,
                          TensorView grad_weight, TensorView grad_bias, const ConvParams& params);
  bool (*supports)(std::span<const Shape> x, const Shape& weight, const Shape& y,
                   const ConvParams& params);
  int pays_since = 0;  ///< code for a capability below (80 is 8.0) takes an earlier rung
  /// All gradients at once, where a rung's kernels have work in common; else null. At stride 1, or
  /// if no grad_x is wanted. Behind a ReLU, whose output is relu_y, grad_y is the gradient of that
  /// output; without one, relu_y is empty.
  void (*backward)(const Stream& stream, Inputs x, ConstTensorView relu_y, ConstTensorView grad_y,
                   ConstTensorView weight, GradInputs grad_x, TensorView grad_weight,
                   TensorView grad_bias, const ConvParams& params) = nullptr;
};

/// From the plainest to the fastest. Rungs add in different orders, so they agree within rounding.
std::span<const ConvRung> conv_rungs();

// Each of these checks the shapes and queues the fastest rung that supports them and multiplies
// like `math`. Errors: a device that cannot multiply that way.

void conv_forward(const Stream& stream, Inputs x, ConstTensorView weight, ConstTensorView bias,
                  TensorView y, const ConvParams& params, Math math);
/// y = max(conv(x, weight) + bias, 0): bit for bit what conv_forward and relu_forward give, one
/// after the other, without the second pass over memory.
void conv_relu_forward(const Stream& stream, Inputs x, ConstTensorView weight, ConstTensorView bias,
                       TensorView y, const ConvParams& params, Math math);
/// grad_weight, grad_bias, and those grad_x that are wanted, by the CPU's formulas. Kernels may do
/// once what all of them need.
void conv_backward(const Stream& stream, Inputs x, ConstTensorView grad_y, ConstTensorView weight,
                   GradInputs grad_x, TensorView grad_weight, TensorView grad_bias,
                   const ConvParams& params, Math math);
/// The same for a convolution and the ReLU after it: y is the ReLU's output, grad_y its gradient.
/// Bit for bit what relu_backward and conv_backward give, one after the other; what lies between
/// them is written to grad_conv only if a kernel needs it there.
void conv_relu_backward(const Stream& stream, Inputs x, ConstTensorView y, ConstTensorView grad_y,
                        TensorView grad_conv, ConstTensorView weight, GradInputs grad_x,
                        TensorView grad_weight, TensorView grad_bias, const ConvParams& params,
                        Math math);

}  // namespace cuda

class Conv : public Layer {
 public:
  /// Parameters are named `name`.weight and `name`.bias and filled by the caller.
  Conv(const std::string& name, std::span<const Shape> x, int filters, int size, ConvParams params,
       Device device);

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

  ConvParams params_;
  std::vector<Parameter> parameters_;
};

}  // namespace alexnet
