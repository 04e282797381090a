#include <algorithm>

#include "layers/conv/conv_cuda_rungs.h"
#include "layers/gemm/can_multiply.h"
#include "layers/gemm/gemm_cuda_rungs.h"
#include "layers/gemm/gemm_extents.h"
#include "layers/relu/relu.h"

namespace alexnet::cuda {
namespace {

bool always(std::span<const Shape>, const Shape&, const Shape&, const ConvParams&) { return true; }

/// Whether all offsets, into tensors and into the zeros around them, fit gemm's indices.
bool offsets_fit(std::span<const Shape> x, const Shape& weight, const Shape& y,
                 const ConvParams& params) {
  // The windows that cover an image's last pixels may lie beyond its last window.
  std::int64_t largest = std::max(weight.size(), y.size() + std::int64_t{weight.h} * y.w);
  // The window of an image's first pixel begins before it, and the last one's ends beyond it.
  for (const Shape& input : x)
    largest = std::max(largest, input.size() + (params.pad + weight.h + params.stride) *
                                                   std::int64_t{input.w + params.pad});
  const int most_rows = std::max(weight.n, weight.c);  // of a product: y's maps, or x's
  return gemm::fits_indices(largest) && gemm::fits_grid(most_rows);
}

template <class Arithmetic>
bool packed_fits(std::span<const Shape> x, const Shape& weight, const Shape& y,
                 const ConvParams& params) {
  return offsets_fit(x, weight, y, params) && ConvPacked<Arithmetic>::fits(x, weight, y, params);
}

template <class Gemm>
constexpr ConvRung by_gemm(const char* name, const char* idea, Math math = Math::fp32,
                           int pays_since = 0) {
  return gemm::rung_of<ConvRung, ConvByGemm<Gemm>, offsets_fit>(name, idea, math, pays_since);
}

template <class Arithmetic>
constexpr ConvRung by_packing(const char* name, const char* idea, Math math) {
  using Op = ConvPacked<Arithmetic>;
  ConvRung rung = gemm::rung_of<ConvRung, Op, packed_fits<Arithmetic>>(name, idea, math);
  rung.backward = Op::backward;
  return rung;
}

constexpr ConvRung kConvRungs[] = {
    {"naive", "the formula as a loop nest in each thread", Math::fp32, naive::conv_forward, nullptr,
     naive::conv_backward_input, naive::conv_backward_weight, always},
    by_gemm<gemm::SharedTile>("shared_tile", "windows and filters in tiles of shared memory"),
    by_gemm<gemm::RegisterTile>("register_tile", "8 x 8 sums in the registers of each thread"),
    by_gemm<gemm::Vectorized>("vectorized", "shared memory read four numbers at a time"),
    by_gemm<gemm::Pipelined>("pipelined", "the next tiles are copied while these are multiplied",
                             Math::fp32, gemm::kAsyncCopiesSince),
    by_gemm<gemm::TensorCore<gemm::Tf32>>("tensor_core", "warps multiply on the tensor cores",
                                          Math::tf32),
    by_packing<gemm::Tf32>("packed", "all channels of a pixel side by side: four numbers a copy",
                           Math::tf32),
    by_gemm<gemm::TensorCore<gemm::Bf16>>(
        "tensor_core_bf16", "factors of half the bits, twice as many at a time", Math::bf16),
    by_packing<gemm::Bf16>("packed_bf16", "tensors of half the bits too: eight numbers a copy",
                           Math::bf16),
};

/// Checks that the shapes fit together and finds the fastest rung that takes them.
template <class View>
const ConvRung& choose_rung(const Stream& stream, std::span<const View> x, const Shape& weight,
                            const Shape& y, const ConvParams& params, Math math) {
  std::vector<Shape> shapes;
  for (const View& view : x) shapes.push_back(view.shape);
  ALEXNET_CHECK_EQ(y, conv_output_shape(shapes, weight, params));
  check_can_multiply(stream.device(), math);
  return gemm::fastest_rung(conv_rungs(), stream.device(), math, [&](const ConvRung& rung) {
    return rung.supports(shapes, weight, y, params);
  });
}

/// Checks that each gradient has the shape of what it belongs to.
void check_gradients(Inputs x, ConstTensorView weight, GradInputs grad_x, TensorView grad_weight,
                     TensorView grad_bias) {
  ALEXNET_CHECK_EQ(grad_weight.shape, weight.shape);
  ALEXNET_CHECK_EQ(grad_bias.shape, Shape::vector(weight.shape.n));
  ALEXNET_CHECK_EQ(grad_x.size(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) ALEXNET_CHECK_EQ(grad_x[i].shape, x[i].shape);
}

/// Whether the rung computes these gradients in one call.
bool is_at_once(const ConvRung& rung, GradInputs grad_x, const ConvParams& params) {
  return rung.backward && (params.stride == 1 || !any_wanted(grad_x));
}

}  // namespace

std::span<const ConvRung> conv_rungs() { return kConvRungs; }

void conv_forward(const Stream& stream, Inputs x, ConstTensorView weight, ConstTensorView bias,
                  TensorView y, const ConvParams& params, Math math) {
  ALEXNET_CHECK_EQ(bias.shape, Shape::vector(weight.shape.n));
  choose_rung(stream, x, weight.shape, y.shape, params, math)
      .forward(stream, x, weight, bias, y, params);
}

void conv_relu_forward(const Stream& stream, Inputs x, ConstTensorView weight, ConstTensorView bias,
                       TensorView y, const ConvParams& params, Math math) {
  ALEXNET_CHECK_EQ(bias.shape, Shape::vector(weight.shape.n));
  const ConvRung& rung = choose_rung(stream, x, weight.shape, y.shape, params, math);
  if (rung.forward_relu) {
    rung.forward_relu(stream, x, weight, bias, y, params);
  } else {
    rung.forward(stream, x, weight, bias, y, params);
    relu_forward(stream, y, y);
  }
}

void conv_backward(const Stream& stream, Inputs x, ConstTensorView grad_y, ConstTensorView weight,
                   GradInputs grad_x, TensorView grad_weight, TensorView grad_bias,
                   const ConvParams& params, Math math) {
  check_gradients(x, weight, grad_x, grad_weight, grad_bias);
  const ConvRung& rung = choose_rung(stream, x, weight.shape, grad_y.shape, params, math);
  if (is_at_once(rung, grad_x, params)) {
    const ConstTensorView no_relu;
    rung.backward(stream, x, no_relu, grad_y, weight, grad_x, grad_weight, grad_bias, params);
  } else {
    rung.backward_weight(stream, x, grad_y, grad_weight, grad_bias, params);
    if (any_wanted(grad_x)) rung.backward_input(stream, grad_y, weight, grad_x, params);
  }
}

void conv_relu_backward(const Stream& stream, Inputs x, ConstTensorView y, ConstTensorView grad_y,
                        TensorView grad_conv, ConstTensorView weight, GradInputs grad_x,
                        TensorView grad_weight, TensorView grad_bias, const ConvParams& params,
                        Math math) {
  ALEXNET_CHECK_EQ(y.shape, grad_y.shape);
  check_gradients(x, weight, grad_x, grad_weight, grad_bias);
  const ConvRung& rung = choose_rung(stream, x, weight.shape, grad_y.shape, params, math);
  if (is_at_once(rung, grad_x, params)) {
    rung.backward(stream, x, y, grad_y, weight, grad_x, grad_weight, grad_bias, params);
  } else {
    relu_backward(stream, y, grad_y, grad_conv);
    conv_backward(stream, x, grad_conv, weight, grad_x, grad_weight, grad_bias, params, math);
  }
}

}  // namespace alexnet::cuda
