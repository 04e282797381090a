#pragma once
#include "layers/conv/conv_cuda_rungs.h"
#include "layers/conv/conv_operands.cuh"
#include "layers/gemm/gemm_operands.cuh"
#include "layers/gemm/gemm_tile.cuh"

// A convolution as matrix products ("implicit GEMM"): for each input there is one product for y,
// one for grad_x and one for grad_weight, of matrices that do not exist in memory. Maps are rows
// and pixels are columns, so neighbouring threads read and write neighbouring pixels.
//
// Each rung has a file of its own, conv_2_shared_tile.cu to conv_6_tensor_core.cu, that
// instantiates these functions for its kernel: nvcc is slow to compile a kernel, and files compile
// in parallel.
namespace alexnet::cuda {

/// y (filters x windows) = weight (filters x taps) * x (taps x windows), and with `relu` its
/// negative numbers become 0.
///
/// Each input's product is added to what the products before it left in y; the first brings the
/// bias. A sum is complete only after the last product, so that is where negative ones become 0: in
/// the register in which they were added up. A kernel of its own would read and write all of y
/// again.
template <class Gemm>
void conv_forward_by(const Stream& stream, Inputs inputs, ConstTensorView weight,
                     ConstTensorView bias, TensorView y, const ConvParams& params, bool relu) {
  for_each_input(
      inputs, weight.shape, y.shape, params, [&](const ConstTensorView& x, const ConvGeometry& g) {
        const int filter_map = g.filter_height * g.filter_width;
        const gemm::Rows filters = {weight.data + g.first_channel * filter_map,
                                    g.filter_channels * filter_map};
        const bool first = g.first_channel == 0;
        const bool last = g.first_channel + g.channels == g.filter_channels;
        const gemm::Epilogue epilogue = {
            .bias = first ? bias.data : nullptr, .add = !first, .relu = relu && last};
        const MapSink sink = {y.data, {g.filters, g.out_height, g.out_width}, epilogue};
        Gemm::run(stream, filters, Windows(x.data, g), sink,
                  {g.filters, g.images * g.out_height * g.out_width, g.channels * filter_map});
      });
}

template <class Gemm>
void ConvByGemm<Gemm>::forward(const Stream& stream, Inputs x, ConstTensorView weight,
                               ConstTensorView bias, TensorView y, const ConvParams& params) {
  conv_forward_by<Gemm>(stream, x, weight, bias, y, params, /*relu=*/false);
}

template <class Gemm>
void ConvByGemm<Gemm>::forward_relu(const Stream& stream, Inputs x, ConstTensorView weight,
                                    ConstTensorView bias, TensorView y, const ConvParams& params) {
  conv_forward_by<Gemm>(stream, x, weight, bias, y, params, /*relu=*/true);
}

/// grad_x (channels x pixels)
///     = weight^T (channels x filters' taps) * grad_y (filters' taps x pixels)
template <class Gemm>
void ConvByGemm<Gemm>::backward_input(const Stream& stream, ConstTensorView grad_y,
                                      ConstTensorView weight, GradInputs grad_inputs,
                                      const ConvParams& params) {
  for_each_input(grad_inputs, weight.shape, grad_y.shape, params,
                 [&](const TensorView& grad_x, const ConvGeometry& g) {
                   if (grad_x.empty()) return;
                   const MapSink sink = {grad_x.data, {g.channels, g.height, g.width}};
                   const auto run = [&](const auto& windows) {
                     Gemm::run(stream, FiltersByChannel(weight.data, g), windows, sink,
                               {g.channels, g.images * g.height * g.width,
                                g.filters * g.filter_height * g.filter_width});
                   };
                   if (g.stride == 1)
                     run(GradientWindows<true>(grad_y.data, g));
                   else
                     run(GradientWindows<false>(grad_y.data, g));
                 });
}

/// grad_weight (filters x taps) = grad_y (filters x windows) * x^T (windows x taps)
template <class Gemm>
void ConvByGemm<Gemm>::backward_weight(const Stream& stream, Inputs inputs, ConstTensorView grad_y,
                                       TensorView grad_weight, TensorView grad_bias,
                                       const ConvParams& params) {
  for_each_input(inputs, grad_weight.shape, grad_y.shape, params,
                 [&](const ConstTensorView& x, const ConvGeometry& g) {
                   const int filter_map = g.filter_height * g.filter_width;
                   const Maps maps = {grad_y.data, {g.filters, g.out_height, g.out_width}};
                   const gemm::MatrixSink sink = {grad_weight.data + g.first_channel * filter_map,
                                                  g.filter_channels * filter_map};
                   Gemm::run(
                       stream, maps, gemm::Transposed<Windows>{Windows(x.data, g)}, sink,
                       {g.filters, g.channels * filter_map, g.images * g.out_height * g.out_width});
                 });
  conv_backward_bias(stream, grad_y, grad_bias);
}

}  // namespace alexnet::cuda
