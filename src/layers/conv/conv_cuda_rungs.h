#pragma once
#include "layers/conv/conv.h"

// The rungs of the GPU's ladder by name, to be listed in conv_cuda.cu.
namespace alexnet::cuda {

/// grad_bias, which rungs 1 to 6 compute in the same way.
void conv_backward_bias(const Stream& stream, ConstTensorView grad_y, TensorView grad_bias);
/// sums[i] = the sum of the i-th map.
void sum_maps(const Stream& stream, const float* maps, int count, int map_size, float* sums);

namespace naive {
void conv_forward(const Stream& stream, Inputs x, ConstTensorView weight, ConstTensorView bias,
                  TensorView y, const ConvParams& params);
void conv_backward_input(const Stream& stream, ConstTensorView grad_y, ConstTensorView weight,
                         GradInputs grad_x, const ConvParams& params);
void conv_backward_weight(const Stream& stream, Inputs x, ConstTensorView grad_y,
                          TensorView grad_weight, TensorView grad_bias, const ConvParams& params);
}  // namespace naive

/// Rungs 2 to 6: the three products of a convolution (conv_gemm.cuh), each computed by `Gemm`, a
/// struct of layers/gemm. A rung's own file instantiates the functions for its Gemm.
template <class Gemm>
struct ConvByGemm {
  static void forward(const Stream& stream, Inputs x, ConstTensorView weight, ConstTensorView bias,
                      TensorView y, const ConvParams& params);
  static void forward_relu(const Stream& stream, Inputs x, ConstTensorView weight,
                           ConstTensorView bias, TensorView y, const ConvParams& params);
  static void backward_input(const Stream& stream, ConstTensorView grad_y, ConstTensorView weight,
                             GradInputs grad_x, const ConvParams& params);
  static void backward_weight(const Stream& stream, Inputs x, ConstTensorView grad_y,
                              TensorView grad_weight, TensorView grad_bias,
                              const ConvParams& params);
};

/// Rung 7 (conv_7_packed.cu), with the products of gemm::Tf32 or gemm::Bf16.
template <class Arithmetic>
struct ConvPacked {
  static void forward(const Stream& stream, Inputs x, ConstTensorView weight, ConstTensorView bias,
                      TensorView y, const ConvParams& params);
  static void forward_relu(const Stream& stream, Inputs x, ConstTensorView weight,
                           ConstTensorView bias, TensorView y, const ConvParams& params);
  static void backward_input(const Stream& stream, ConstTensorView grad_y, ConstTensorView weight,
                             GradInputs grad_x, const ConvParams& params);
  static void backward_weight(const Stream& stream, Inputs x, ConstTensorView grad_y,
                              TensorView grad_weight, TensorView grad_bias,
                              const ConvParams& params);
  static void backward(const Stream& stream, Inputs x, ConstTensorView relu_y,
                       ConstTensorView grad_y, ConstTensorView weight, GradInputs grad_x,
                       TensorView grad_weight, TensorView grad_bias, const ConvParams& params);
  /// At most four inputs, and packed tensors within the reach of 32-bit offsets.
  static bool fits(std::span<const Shape> x, const Shape& weight, const Shape& y,
                   const ConvParams& params);
};

}  // namespace alexnet::cuda
