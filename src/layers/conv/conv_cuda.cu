#include <algorithm>
#include <limits>

#include "layers/conv/conv_cuda_rungs.h"
#include "layers/gemm/gemm_rungs.cuh"

namespace alexnet::cuda {
namespace {

bool always(std::span<const Shape>, const Shape&, const Shape&, const ConvParams&) { return true; }

/// Offsets are 32-bit.
bool offsets_fit(std::span<const Shape> x, const Shape& weight, const Shape& y,
                 const ConvParams& params) {
  std::int64_t largest = std::max(weight.size(), y.size());
  // The window of an image's first pixel begins before it, and the last one's ends beyond it.
  for (const Shape& input : x)
    largest = std::max(largest, input.size() + (params.pad + weight.h + params.stride) *
                                                   std::int64_t{input.w + params.pad});
  return largest <= std::numeric_limits<int>::max();
}

/// A row of the table for one of the kernels of layers/gemm.
template <class Gemm>
constexpr ConvRung by_gemm(const char* name, const char* idea, Math math = Math::fp32) {
  using Op = ConvByGemm<Gemm>;
  return {name, idea, math, Op::forward, Op::backward_input, Op::backward_weight, offsets_fit};
}

constexpr ConvRung kRungs[] = {
    {"naive", "the formula as a loop nest in each thread", Math::fp32, naive::conv_forward,
     naive::conv_backward_input, naive::conv_backward_weight, always},
    by_gemm<gemm::SharedTile>("shared_tile", "windows and filters in tiles of shared memory"),
    by_gemm<gemm::RegisterTile>("register_tile", "8 x 8 sums in the registers of each thread"),
    by_gemm<gemm::Vectorized>("vectorized", "shared memory read four numbers at a time"),
    by_gemm<gemm::Pipelined>("pipelined", "the next tiles are copied while these are multiplied"),
    by_gemm<gemm::TensorCore<gemm::Tf32>>("tensor_core", "warps multiply on the tensor cores",
                                          Math::tf32),
    by_gemm<gemm::TensorCore<gemm::Bf16>>(
        "tensor_core_bf16", "the same with factors of half the bits, twice as many at a time",
        Math::bf16),
};

/// Checks that the shapes fit together and finds the fastest rung that takes them.
template <class View>
const ConvRung& choose_rung(const Stream& stream, std::span<const View> x, const Shape& weight,
                            const Shape& y, const ConvParams& params, Math math) {
  std::vector<Shape> shapes;
  for (const View& view : x) shapes.push_back(view.shape);
  ALEXNET_CHECK_EQ(y, conv_output_shape(shapes, weight, params));
  if (!gemm::can_multiply(stream, math)) math = Math::fp32;
  const ConvRung* chosen = kRungs;  // naive supports everything
  for (const ConvRung& rung : kRungs)
    if ((rung.math == math || rung.math == Math::fp32) && rung.supports(shapes, weight, y, params))
      chosen = &rung;
  return *chosen;
}

}  // namespace

std::span<const ConvRung> conv_rungs() { return kRungs; }

void conv_forward(const Stream& stream, Inputs x, ConstTensorView weight, ConstTensorView bias,
                  TensorView y, const ConvParams& params, Math math) {
  ALEXNET_CHECK_EQ(bias.shape, Shape::vector(weight.shape.n));
  choose_rung(stream, x, weight.shape, y.shape, params, math)
      .forward(stream, x, weight, bias, y, params);
}

void conv_backward_input(const Stream& stream, ConstTensorView grad_y, ConstTensorView weight,
                         GradInputs grad_x, const ConvParams& params, Math math) {
  choose_rung(stream, grad_x, weight.shape, grad_y.shape, params, math)
      .backward_input(stream, grad_y, weight, grad_x, params);
}

void conv_backward_weight(const Stream& stream, Inputs x, ConstTensorView grad_y,
                          TensorView grad_weight, TensorView grad_bias, const ConvParams& params,
                          Math math) {
  ALEXNET_CHECK_EQ(grad_bias.shape, Shape::vector(grad_weight.shape.n));
  choose_rung(stream, x, grad_weight.shape, grad_y.shape, params, math)
      .backward_weight(stream, x, grad_y, grad_weight, grad_bias, params);
}

}  // namespace alexnet::cuda
