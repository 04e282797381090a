#pragma once
#include <type_traits>

#include "layers/gemm/gemm_operands.cuh"
#include "layers/gemm/gemm_sinks.cuh"
#include "layers/gemm/gemm_tile.cuh"
#include "layers/linear/linear_cuda_rungs.h"

// A fully connected layer as matrix products. Of the three extents (images, outputs and inputs)
// each tensor has two, and the sum runs over the third. Where there are several inputs, each has a
// part of every row of the weights, and a product of its own.
//
// Each rung has a file of its own, linear_1_naive.cu to linear_6_tensor_core.cu, that instantiates
// these functions for its kernel: nvcc is slow to compile a kernel, and files compile in parallel.
namespace alexnet::cuda {

/// Calls body(input, numbers per image, where its part of a row of weights begins).
template <class View, class Body>
void for_each_part(std::span<const View> inputs, Body body) {
  int first = 0;
  for (const View& input : inputs) {
    const int count = int(input.shape.image_size());
    body(input, count, first);
    first += count;
  }
}

/// Calls body with the type for two operands, of whose rows the product takes so many numbers:
/// RowsOfFours if Gemm has a use for it and they all are whole fours, else Rows.
template <class Gemm, class Body>
void with_rows(const gemm::Rows& a, int numbers_of_a, const gemm::Rows& b, int numbers_of_b,
               Body body) {
  if constexpr (gemm::kCopiesFours<Gemm>) {
    const auto are_fours = [](const gemm::Rows& rows, int numbers) {
      return rows.stride % 4 == 0 && numbers % 4 == 0 &&
             reinterpret_cast<std::uintptr_t>(rows.data) % 16 == 0;
    };
    if (are_fours(a, numbers_of_a) && are_fours(b, numbers_of_b))
      return body(std::type_identity<gemm::RowsOfFours>{});
  }
  body(std::type_identity<gemm::Rows>{});
}

/// y (images x outputs) = x (images x inputs) * weight^T (inputs x outputs), and with `relu` its
/// negative numbers become 0: after the last product, when the sums are complete (as in
/// conv_gemm.cuh).
template <class Gemm>
void linear_forward_by(const Stream& stream, Inputs inputs, ConstTensorView weight,
                       ConstTensorView bias, TensorView y, bool relu) {
  const int images = y.shape.n, outputs = weight.shape.n, stride = weight.shape.c;
  for_each_part(inputs, [&](const ConstTensorView& x, int count, int first) {
    const bool last = first + count == stride;
    const gemm::Epilogue epilogue = {
        .bias = first == 0 ? bias.data : nullptr, .add = first > 0, .relu = relu && last};
    const gemm::Rows rows = {x.data, count}, weights = {weight.data + first, stride};
    with_rows<Gemm>(rows, count, weights, count, [&]<class Rows>(std::type_identity<Rows>) {
      Gemm::run(stream, Rows(rows), Rows(weights), gemm::MatrixSink{y.data, outputs, epilogue},
                {images, outputs, count});
    });
  });
}

template <class Gemm>
void LinearByGemm<Gemm>::forward(const Stream& stream, Inputs x, ConstTensorView weight,
                                 ConstTensorView bias, TensorView y) {
  linear_forward_by<Gemm>(stream, x, weight, bias, y, /*relu=*/false);
}

template <class Gemm>
void LinearByGemm<Gemm>::forward_relu(const Stream& stream, Inputs x, ConstTensorView weight,
                                      ConstTensorView bias, TensorView y) {
  linear_forward_by<Gemm>(stream, x, weight, bias, y, /*relu=*/true);
}

/// grad_x (images x inputs) = grad_y (images x outputs) * weight (outputs x inputs)
template <class Gemm>
void LinearByGemm<Gemm>::backward_input(const Stream& stream, ConstTensorView grad_y,
                                        ConstTensorView weight, GradInputs grad_inputs) {
  const int images = grad_y.shape.n, outputs = weight.shape.n, stride = weight.shape.c;
  for_each_part(grad_inputs, [&](const TensorView& grad_x, int count, int first) {
    if (grad_x.empty()) return;
    const gemm::Rows rows = {grad_y.data, outputs}, weights = {weight.data + first, stride};
    with_rows<Gemm>(rows, outputs, weights, count, [&]<class Rows>(std::type_identity<Rows>) {
      Gemm::run(stream, Rows(rows), gemm::Transposed<Rows>{Rows(weights)},
                gemm::MatrixSink{grad_x.data, count}, {images, count, outputs});
    });
  });
}

/// grad_weight (outputs x inputs) = grad_y^T (outputs x images) * x (images x inputs)
template <class Gemm>
void LinearByGemm<Gemm>::backward_weight(const Stream& stream, Inputs inputs,
                                         ConstTensorView grad_y, TensorView grad_weight,
                                         TensorView grad_bias) {
  const int images = grad_y.shape.n, outputs = grad_weight.shape.n, stride = grad_weight.shape.c;
  for_each_part(inputs, [&](const ConstTensorView& x, int count, int first) {
    const gemm::Rows gradients = {grad_y.data, outputs}, rows = {x.data, count};
    with_rows<Gemm>(gradients, outputs, rows, count, [&]<class Rows>(std::type_identity<Rows>) {
      using Columns = gemm::Transposed<Rows>;
      Gemm::run(stream, Columns{Rows(gradients)}, Columns{Rows(rows)},
                gemm::MatrixSink{grad_weight.data + first, stride}, {outputs, count, images});
    });
  });
  linear_backward_bias(stream, grad_y, grad_bias);
}

}  // namespace alexnet::cuda
