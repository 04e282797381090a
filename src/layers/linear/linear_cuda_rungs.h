#pragma once
#include "layers/linear/linear.h"

// The rungs that linear_cuda.cu lists.
namespace alexnet::cuda {

/// The three products of a fully connected layer (linear_gemm.cuh), each computed by `Gemm`, a
/// struct of layers/gemm. A rung's own file instantiates the functions for its Gemm.
template <class Gemm>
struct LinearByGemm {
  static void forward(const Stream& stream, Inputs x, ConstTensorView weight, ConstTensorView bias,
                      TensorView y);
  static void forward_relu(const Stream& stream, Inputs x, ConstTensorView weight,
                           ConstTensorView bias, TensorView y);
  static void backward_input(const Stream& stream, ConstTensorView grad_y, ConstTensorView weight,
                             GradInputs grad_x);
  static void backward_weight(const Stream& stream, Inputs x, ConstTensorView grad_y,
                              TensorView grad_weight, TensorView grad_bias);
};

/// grad_bias, which every rung computes in the same way.
void linear_backward_bias(const Stream& stream, ConstTensorView grad_y, TensorView grad_bias);

}  // namespace alexnet::cuda
