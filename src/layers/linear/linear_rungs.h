#pragma once
#include "layers/linear/linear.h"

// The rungs of the CPU ladder by name: to set breakpoints in, and to be listed in linear_cpu.cpp.
namespace alexnet::cpu {

/// grad_bias, which every rung computes in the same way.
void linear_backward_bias(ConstTensorView grad_y, TensorView grad_bias);

namespace naive {
void linear_forward(Inputs x, ConstTensorView weight, ConstTensorView bias, TensorView y);
void linear_backward_input(ConstTensorView grad_y, ConstTensorView weight, GradInputs grad_x);
void linear_backward_weight(Inputs x, ConstTensorView grad_y, TensorView grad_weight,
                            TensorView grad_bias);
}  // namespace naive

namespace offset_table {
void linear_forward(Inputs x, ConstTensorView weight, ConstTensorView bias, TensorView y);
void linear_backward_input(ConstTensorView grad_y, ConstTensorView weight, GradInputs grad_x);
void linear_backward_weight(Inputs x, ConstTensorView grad_y, TensorView grad_weight,
                            TensorView grad_bias);
/// Offsets are 32-bit: tensors of 2^31 elements or more are too large.
bool supports(std::span<const Shape> x, const Shape& weight);
}  // namespace offset_table

}  // namespace alexnet::cpu
