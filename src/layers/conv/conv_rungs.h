#pragma once
#include "layers/conv/conv.h"

// The rungs of the CPU ladder by name: to set breakpoints in, and to be listed in conv_cpu.cpp.
namespace alexnet::cpu {

/// grad_bias, which every rung computes in the same way.
void conv_backward_bias(ConstTensorView grad_y, TensorView grad_bias);

namespace naive {
void conv_forward(Inputs x, ConstTensorView weight, ConstTensorView bias, TensorView y,
                  const ConvParams& params);
void conv_backward_input(ConstTensorView grad_y, ConstTensorView weight, GradInputs grad_x,
                         const ConvParams& params);
void conv_backward_weight(Inputs x, ConstTensorView grad_y, TensorView grad_weight,
                          TensorView grad_bias, const ConvParams& params);
}  // namespace naive

namespace offset_table {
void conv_forward(Inputs x, ConstTensorView weight, ConstTensorView bias, TensorView y,
                  const ConvParams& params);
void conv_backward_input(ConstTensorView grad_y, ConstTensorView weight, GradInputs grad_x,
                         const ConvParams& params);
void conv_backward_weight(Inputs x, ConstTensorView grad_y, TensorView grad_weight,
                          TensorView grad_bias, const ConvParams& params);
/// Offsets are 32-bit: tensors of 2^31 elements or more (with their borders) are too large.
bool supports(std::span<const Shape> x, const Shape& weight, const Shape& y,
              const ConvParams& params);
}  // namespace offset_table

namespace winograd {
void conv_forward(Inputs x, ConstTensorView weight, ConstTensorView bias, TensorView y,
                  const ConvParams& params);
void conv_backward_input(ConstTensorView grad_y, ConstTensorView weight, GradInputs grad_x,
                         const ConvParams& params);
void conv_backward_weight(Inputs x, ConstTensorView grad_y, TensorView grad_weight,
                          TensorView grad_bias, const ConvParams& params);
/// How much larger its roundings are than those of the formula's sums, at the worst place of a
/// tile, for filters of 3 x 3 or 5 x 5. With normally distributed numbers, transform_output()
/// magnifies the rounding of a sum at the points 7.1 times for 3 x 3 filters and 5.5 times for
/// 5 x 5 (in a gradient of weights, 6.0 and 9.4 times). But that sum has as many terms as there are
/// channels, while the formula's has as many as a filter has taps, so the formula's own rounding is
/// sqrt(9) or sqrt(25) times as large (in a gradient of weights sqrt(16) or sqrt(4), for the
/// outputs of a tile). That leaves 2.4 and 1.1 times (1.5 and 4.7).
ConvRoundings roundings(int filter_size);
/// Square filters of 3 or 5 pixels at stride 1, enough channels and filters to be worth the
/// transforms, and maps large enough to fill a tile.
bool supports(std::span<const Shape> x, const Shape& weight, const Shape& y,
              const ConvParams& params);
}  // namespace winograd

}  // namespace alexnet::cpu
