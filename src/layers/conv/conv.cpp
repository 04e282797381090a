#include "layers/conv/conv.h"

#include <algorithm>
#include <limits>

namespace alexnet {

int conv_output_extent(int input, int filter, const ConvParams& p) {
  const int room = input + 2 * p.pad - filter;  // how far the window can move and stay inside
  return 1 + (room + (p.ceil_mode ? p.stride - 1 : 0)) / p.stride;
}

/// The places of a map, with its border and as far as the last window reaches, are counted in int.
static void check_border(const Shape& x, const ConvParams& p) {
  const auto reach = [&](int extent) {
    return std::max<std::int64_t>(1, extent + std::int64_t{2} * p.pad + p.stride - 1);
  };
  ALEXNET_CHECK(reach(x.h) <= std::numeric_limits<int>::max() / reach(x.w),
                "with a padding of {} and a stride of {}, maps of {} x {} become too large", p.pad,
                p.stride, x.h, x.w);
}

Shape conv_output_shape(std::span<const Shape> x, const Shape& weight, const ConvParams& p) {
  ALEXNET_CHECK(!x.empty(), "a convolution needs an input");
  ALEXNET_CHECK_GE(p.stride, 1);
  ALEXNET_CHECK_GE(p.pad, 0);
  int channels = 0;
  for (const Shape& input : x) {
    ALEXNET_CHECK_EQ(input, x[0].with_channels(input.c));
    channels += input.c;
  }
  ALEXNET_CHECK_EQ(channels, weight.c);
  check_border(x[0], p);
  ALEXNET_CHECK_GE(x[0].h + 2 * p.pad, weight.h);
  ALEXNET_CHECK_GE(x[0].w + 2 * p.pad, weight.w);
  return {x[0].n, weight.n, conv_output_extent(x[0].h, weight.h, p),
          conv_output_extent(x[0].w, weight.w, p)};
}

Conv::Conv(const std::string& name, std::span<const Shape> x, int filters, int size,
           ConvParams params, Device device)
    : params_(params) {
  int channels = 0;
  for (const Shape& input : x) channels += input.c;
  const Shape weight = Shape::filters(filters, channels, size, size);
  parameters_.push_back({name + ".weight", 4, Tensor(name + ".weight", weight, device), {}, {}});
  parameters_.push_back(
      {name + ".bias", 1, Tensor(name + ".bias", Shape::vector(filters), device), {}, {}, true});
}

void Conv::forward(Inputs x, TensorView y, const Pass& pass) {
  if (y.device.is_cpu())
    cpu::conv_forward(x, weight().value, bias().value, y, params_, pass.highest_rung);
  else
    cuda::conv_forward(*pass.stream, x, weight().value, bias().value, y, params_, pass.math);
}

void Conv::forward_relu(Inputs x, TensorView y, const Pass& pass) {
  cuda::conv_relu_forward(*pass.stream, x, weight().value, bias().value, y, params_, pass.math);
}

void Conv::backward(Inputs x, ConstTensorView y, ConstTensorView grad_y, GradInputs grad_x,
                    const Pass& pass) {
  if (y.device.is_cpu()) {
    cpu::conv_backward_weight(x, grad_y, weight().grad, bias().grad, params_, pass.highest_rung);
    if (any_wanted(grad_x))
      cpu::conv_backward_input(grad_y, weight().value, grad_x, params_, pass.highest_rung);
  } else {
    cuda::conv_backward(*pass.stream, x, grad_y, weight().value, grad_x, weight().grad, bias().grad,
                        params_, pass.math);
  }
}

void Conv::backward_relu(Inputs x, ConstTensorView y, ConstTensorView grad_y,
                         TensorView grad_before, GradInputs grad_x, const Pass& pass) {
  cuda::conv_relu_backward(*pass.stream, x, y, grad_y, grad_before, weight().value, grad_x,
                           weight().grad, bias().grad, params_, pass.math);
}

}  // namespace alexnet
