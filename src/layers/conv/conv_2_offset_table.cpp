// Rung 2: every product is one call of the blocked matrix product, over an image that is seen
// through offset tables (layers/gemm/gemm.h explains them). Plain C++; bit for bit the numbers of
// rung 1, because each sum adds the same products in the same order.
#include <algorithm>
#include <limits>

#include "core/parallel.h"
#include "core/scratch.h"
#include "layers/conv/conv_rungs.h"
#include "layers/gemm/gemm.h"

namespace alexnet::cpu::offset_table {
namespace {

/// An image batch with a border of zeros, so that no window ever reads outside. The border is wide
/// enough for padding on all sides and for windows that hang over the right and bottom edge.
class Bordered {
 public:
  Bordered(ConstTensorView x, int top_left, Shape bordered)
      : shape(bordered), memory_(std::size_t(bordered == x.shape ? 1 : bordered.size())) {
    data = x.data;
    if (bordered == x.shape) return;  // no border, no copy
    data = memory_.data();
    parallel_for(std::int64_t{shape.n} * shape.c, [&](std::int64_t map) {
      Real* to = memory_.data() + map * shape.map_size();
      const Real* from = x.data + map * x.shape.map_size();
      std::fill_n(to, shape.map_size(), Real(0));
      for (int y = 0; y < x.shape.h; ++y)
        std::copy_n(from + std::int64_t{y} * x.shape.w, x.shape.w,
                    to + std::int64_t{y + top_left} * shape.w + top_left);
    });
  }

  Shape shape;
  const Real* data;

 private:
  Scratch memory_;
};

/// x with the zeros that its windows can reach.
Shape bordered_shape(const Shape& x, const Shape& weight, const Shape& y, const ConvParams& p) {
  const auto extent = [&](int input, int filter, int output) {
    return std::max(input + 2 * p.pad, (output - 1) * p.stride + filter);
  };
  return {x.n, x.c, extent(x.h, weight.h, y.h), extent(x.w, weight.w, y.w)};
}

/// A pixel of x lies under at most this many windows to either side of the last whole one.
int reach(const Shape& weight, const ConvParams& p) {
  return (std::max(weight.h, weight.w) - 1) / p.stride + 1;
}

/// The gradient of y with a border of windows that do not exist.
Shape gradient_shape(const Shape& y, const Shape& weight, const ConvParams& p) {
  const int border = 2 * reach(weight, p);
  return {y.n, y.c, y.h + border, y.w + border};
}

/// Offset of the window of each output pixel (n, oy, ox) in the bordered image.
Offsets window_offsets(const Shape& image, const Shape& y, const ConvParams& p) {
  return offsets({{y.n, int(image.image_size())}, {y.h, p.stride * image.w}, {y.w, p.stride}});
}

/// Offset of each tap (c, ky, kx) within a window.
Offsets tap_offsets(const Shape& image, const Shape& weight) {
  return offsets({{image.c, int(image.map_size())}, {weight.h, image.w}, {weight.w, 1}});
}

/// Offset of each pixel (n, y, x) of one map in the batch.
Offsets pixel_offsets(const Shape& s) {
  return offsets({{s.n, int(s.image_size())}, {int(s.map_size()), 1}});
}

}  // namespace

bool supports(std::span<const Shape> x, const Shape& weight, const Shape& y, const ConvParams& p) {
  std::int64_t largest = std::max(weight.size(), gradient_shape(y, weight, p).size());
  for (const Shape& input : x)
    largest = std::max({largest, input.size(), bordered_shape(input, weight, y, p).size()});
  return largest <= std::numeric_limits<int>::max();
}

void conv_forward(Inputs inputs, ConstTensorView weight, ConstTensorView bias, TensorView y,
                  const ConvParams& p) {
  const Shape ys = y.shape, ws = weight.shape;
  parallel_for(std::int64_t{ys.n} * ys.c, [&](std::int64_t map) {
    std::fill_n(y.data + map * ys.map_size(), ys.map_size(), bias.data[map % ys.c]);
  });
  const Offsets y_pixels = pixel_offsets(ys);
  const Offsets y_maps = offsets({{ys.c, int(ys.map_size())}});
  const Offsets filters = offsets({{ws.n, int(ws.image_size())}});

  int first_tap = 0;  // of this input, in a filter that covers the channels of all inputs
  for (const ConstTensorView& x : inputs) {
    const Bordered image(x, p.pad, bordered_shape(x.shape, ws, ys, p));
    const Offsets windows = window_offsets(image.shape, ys, p);
    const Offsets taps = tap_offsets(image.shape, ws);
    const Offsets filter_taps = offsets({{int(taps.size()), 1}}, first_tap);
    // y (pixels x filters) += image (pixels x taps) * weight (taps x filters)
    blocked::gemm(Start::value, {y.data, y_pixels, y_maps}, {image.data, windows, taps},
                  {weight.data, filter_taps, filters});
    first_tap += int(taps.size());
  }
}

void conv_backward_weight(Inputs inputs, ConstTensorView grad_y, TensorView grad_weight,
                          TensorView grad_bias, const ConvParams& p) {
  const Shape ys = grad_y.shape, ws = grad_weight.shape;
  const Offsets y_pixels = pixel_offsets(ys);
  const Offsets y_maps = offsets({{ys.c, int(ys.map_size())}});
  const Offsets filters = offsets({{ws.n, int(ws.image_size())}});

  int first_tap = 0;
  for (const ConstTensorView& x : inputs) {
    const Bordered image(x, p.pad, bordered_shape(x.shape, ws, ys, p));
    const Offsets windows = window_offsets(image.shape, ys, p);
    const Offsets taps = tap_offsets(image.shape, ws);
    const Offsets filter_taps = offsets({{int(taps.size()), 1}}, first_tap);
    // grad_weight (taps x filters) = image^T (taps x pixels) * grad_y (pixels x filters)
    blocked::gemm(Start::zero, {grad_weight.data, filter_taps, filters},
                  {image.data, taps, windows}, {grad_y.data, y_pixels, y_maps});
    first_tap += int(taps.size());
  }
  conv_backward_bias(grad_y, grad_bias);
}

// Input pixels whose padded coordinates leave the same remainder modulo the stride are covered by
// the same taps. Each such phase (stride * stride of them) is a dense convolution of the gradient
// of y with every stride-th tap, the taps taken backwards.
void conv_backward_input(ConstTensorView grad_y, ConstTensorView weight, GradInputs grad_inputs,
                         const ConvParams& p) {
  const Shape ws = weight.shape;
  const int stride = p.stride, border = reach(ws, p);
  const Bordered gradient(grad_y, border, gradient_shape(grad_y.shape, ws, p));
  const Shape gs = gradient.shape;

  int first_channel = 0;
  for (const TensorView& grad_x : grad_inputs) {
    const Shape xs = grad_x.shape;
    const Offsets channels = offsets({{xs.c, int(ws.map_size())}});
    const Offsets x_maps = offsets({{xs.c, int(xs.map_size())}});
    for (int phase_y = 0; phase_y < stride && !grad_x.empty(); ++phase_y)
      for (int phase_x = 0; phase_x < stride; ++phase_x) {
        // The pixels of the phase: padded coordinate = phase + stride * window.
        const auto first = [&](int phase) {
          return (std::max(0, p.pad - phase) + stride - 1) / stride;
        };
        const auto count = [&](int extent, int phase) {
          return (extent - 1 + p.pad - phase + stride) / stride - first(phase);
        };
        const int wy = first(phase_y), wx = first(phase_x);
        const int rows = count(xs.h, phase_y), cols = count(xs.w, phase_x);
        if (rows <= 0 || cols <= 0) continue;
        const Offsets x_pixels =
            offsets({{xs.n, int(xs.image_size())}, {rows, stride * xs.w}, {cols, stride}},
                    (phase_y - p.pad + wy * stride) * xs.w + phase_x - p.pad + wx * stride);
        // The taps of the phase: phase, phase + stride, ... (none where the stride outruns them).
        const int taps_y = (ws.h - phase_y + stride - 1) / stride;
        const int taps_x = (ws.w - phase_x + stride - 1) / stride;
        const bool covered = taps_y > 0 && taps_x > 0;
        const Offsets filter_taps =
            offsets({{ws.n, int(ws.image_size())},
                     {covered ? taps_y : 0, stride * ws.w},
                     {covered ? taps_x : 0, stride}},
                    first_channel * int(ws.map_size()) + phase_y * ws.w + phase_x);
        const Offsets windows = offsets({{gs.n, int(gs.image_size())}, {rows, gs.w}, {cols, 1}},
                                        (wy + border) * gs.w + wx + border);
        const Offsets backwards = offsets({{gs.c, int(gs.map_size())},
                                           {covered ? taps_y : 0, -gs.w},
                                           {covered ? taps_x : 0, -1}});
        // grad_x (pixels x channels) = gradient (pixels x taps) * weight^T (taps x channels)
        blocked::gemm(Start::zero, {grad_x.data, x_pixels, x_maps},
                      {gradient.data, windows, backwards}, {weight.data, filter_taps, channels});
      }
    first_channel += xs.c;
  }
}

}  // namespace alexnet::cpu::offset_table
