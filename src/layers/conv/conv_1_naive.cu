// Rung 1: the formulas as loops, one thread for each number of the result. Slow, and nothing here
// is clever: this is the file to step through in a debugger.
#include "layers/conv/conv_cuda_rungs.h"
#include "layers/conv/conv_geometry.h"
#include "layers/elementwise.cuh"

namespace alexnet::cuda {
namespace {

/// y = conv(x, weight) + bias for the first input; y += conv(x, weight), without a bias, for the
/// others.
///
/// Thread:  one output pixel.
/// Block:   shares nothing.
/// Traffic: two reads per product. Neighbouring threads read neighbouring pixels, and the same
///          weight.
/// Next:    every pixel is read once per filter and tap; a tile in shared memory can serve many.
__global__ void conv_forward_naive_kernel(const float* x, const float* weight, const float* bias,
                                          float* y, ConvGeometry g) {
  const std::int64_t out_map = std::int64_t{g.out_height} * g.out_width;
  const std::int64_t i = element_of_thread();
  if (i >= std::int64_t{g.images} * g.filters * out_map) return;
  const int ox = int(i % g.out_width), oy = int(i / g.out_width % g.out_height);
  const int f = int(i / out_map % g.filters);
  const std::int64_t n = i / out_map / g.filters;

  float sum = bias ? bias[f] : y[i];
  for (int c = 0; c < g.channels; ++c)
    for (int ky = 0; ky < g.filter_height; ++ky)
      for (int kx = 0; kx < g.filter_width; ++kx) {
        const int iy = oy * g.stride - g.pad + ky, ix = ox * g.stride - g.pad + kx;
        if (iy < 0 || iy >= g.height || ix < 0 || ix >= g.width) continue;
        const std::int64_t filter_map = std::int64_t{f} * g.filter_channels + g.first_channel + c;
        sum += x[((n * g.channels + c) * g.height + iy) * g.width + ix] *
               weight[(filter_map * g.filter_height + ky) * g.filter_width + kx];
      }
  y[i] = sum;
}

/// grad_x, from all windows that cover the pixel.
/// Thread:  one input pixel.
/// Block:   shares nothing.
/// Traffic: two reads per product.
/// Next:    as for forward. With a stride above 1, most taps find no window.
__global__ void conv_backward_input_naive_kernel(const float* grad_y, const float* weight,
                                                 float* grad_x, ConvGeometry g) {
  const std::int64_t map = std::int64_t{g.height} * g.width;
  const std::int64_t i = element_of_thread();
  if (i >= std::int64_t{g.images} * g.channels * map) return;
  const int ix = int(i % g.width), iy = int(i / g.width % g.height);
  const int c = int(i / map % g.channels);
  const std::int64_t n = i / map / g.channels;

  float sum = 0;
  for (int f = 0; f < g.filters; ++f)
    for (int ky = 0; ky < g.filter_height; ++ky)
      for (int kx = 0; kx < g.filter_width; ++kx) {
        // Which window has tap (ky, kx) on this pixel? Its corner, in the padded image:
        const int top = iy + g.pad - ky, left = ix + g.pad - kx;
        if (top < 0 || top % g.stride != 0 || left < 0 || left % g.stride != 0) continue;
        const int oy = top / g.stride, ox = left / g.stride;
        if (oy >= g.out_height || ox >= g.out_width) continue;
        const std::int64_t filter_map = std::int64_t{f} * g.filter_channels + g.first_channel + c;
        sum += grad_y[((n * g.filters + f) * g.out_height + oy) * g.out_width + ox] *
               weight[(filter_map * g.filter_height + ky) * g.filter_width + kx];
      }
  grad_x[i] = sum;
}

/// grad_weight, for this input's channels of all filters.
/// Thread:  one weight.
/// Block:   shares nothing.
/// Traffic: two reads per product; each thread walks through all pixels of the batch.
/// Next:    there are few weights and many pixels: most of the GPU has nothing to do.
__global__ void conv_backward_weight_naive_kernel(const float* x, const float* grad_y,
                                                  float* grad_weight, ConvGeometry g) {
  const std::int64_t i = element_of_thread();
  const std::int64_t taps = std::int64_t{g.channels} * g.filter_height * g.filter_width;
  if (i >= g.filters * taps) return;
  const int kx = int(i % g.filter_width), ky = int(i / g.filter_width % g.filter_height);
  const int c = int(i % taps / g.filter_width / g.filter_height);
  const int f = int(i / taps);

  float sum = 0;
  for (std::int64_t n = 0; n < g.images; ++n)
    for (int oy = 0; oy < g.out_height; ++oy)
      for (int ox = 0; ox < g.out_width; ++ox) {
        const int iy = oy * g.stride - g.pad + ky, ix = ox * g.stride - g.pad + kx;
        if (iy < 0 || iy >= g.height || ix < 0 || ix >= g.width) continue;
        sum += x[((n * g.channels + c) * g.height + iy) * g.width + ix] *
               grad_y[((n * g.filters + f) * g.out_height + oy) * g.out_width + ox];
      }
  const std::int64_t filter_map = std::int64_t{f} * g.filter_channels + g.first_channel + c;
  grad_weight[(filter_map * g.filter_height + ky) * g.filter_width + kx] = sum;
}

}  // namespace

void naive::conv_forward(const Stream& stream, Inputs inputs, ConstTensorView weight,
                         ConstTensorView bias, TensorView y, const ConvParams& params) {
  for_each_input(
      inputs, weight.shape, y.shape, params, [&](const ConstTensorView& x, const ConvGeometry& g) {
        const bool first = g.first_channel == 0;
        launch<conv_forward_naive_kernel>(stream, cover(y.shape.size()), x.data, weight.data,
                                          first ? bias.data : nullptr, y.data, g);
      });
}

void naive::conv_backward_input(const Stream& stream, ConstTensorView grad_y,
                                ConstTensorView weight, GradInputs grad_inputs,
                                const ConvParams& params) {
  for_each_input(grad_inputs, weight.shape, grad_y.shape, params,
                 [&](const TensorView& grad_x, const ConvGeometry& g) {
                   if (grad_x.empty()) return;
                   launch<conv_backward_input_naive_kernel>(stream, cover(grad_x.shape.size()),
                                                            grad_y.data, weight.data, grad_x.data,
                                                            g);
                 });
}

void naive::conv_backward_weight(const Stream& stream, Inputs inputs, ConstTensorView grad_y,
                                 TensorView grad_weight, TensorView grad_bias,
                                 const ConvParams& params) {
  const Shape& weight = grad_weight.shape;
  for_each_input(inputs, weight, grad_y.shape, params,
                 [&](const ConstTensorView& x, const ConvGeometry& g) {
                   const Shape share = weight.with_channels(g.channels);
                   launch<conv_backward_weight_naive_kernel>(stream, cover(share.size()), x.data,
                                                             grad_y.data, grad_weight.data, g);
                 });
  conv_backward_bias(stream, grad_y, grad_bias);
}

}  // namespace alexnet::cuda
