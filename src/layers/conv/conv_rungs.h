#pragma once
#include "layers/conv/conv.h"

// The rungs of the CPU ladder by name: to set a breakpoint in, and to be listed in conv_cpu.cpp.
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

}  // namespace alexnet::cpu
