// Rung 2: all products are calls to the blocked matrix product, over images that are seen through
// offset tables (layers/gemm/gemm.h explains them). Plain C++; bit for bit the numbers of rung 1,
// because each sum adds the same products in the same order.
#include <algorithm>
#include <limits>

#include "core/ceil_div.h"
#include "core/parallel.h"
#include "core/scratch.h"
#include "layers/conv/conv_rungs.h"
#include "layers/gemm/gemm.h"

namespace alexnet::cpu::offset_table {
namespace {

/// A batch of images with a border of zeros, so that no window ever reads outside. The border is
/// wide enough for padding on all sides and for windows that hang over the right and bottom edges.
class ZeroPadded {
 public:
  ZeroPadded(ConstTensorView x, int top, int left, Shape bordered)
      : shape(bordered), memory_(std::size_t(bordered == x.shape ? 1 : bordered.size())) {
    data = x.data;
    if (bordered == x.shape) return;  // no border, no copy
    data = memory_.data();
    parallel_for(std::int64_t{shape.n} * shape.c, [&](std::int64_t map) {
      Real* to = memory_.data() + map * shape.map_size();
      const Real* from = x.data + map * x.shape.map_size();
      std::fill_n(to, shape.map_size(), Real(0));
      to += top * shape.w + left;
      for (int y = 0; y < x.shape.h; ++y, from += x.shape.w, to += shape.w)
#pragma omp simd  // rows are too short for the call that std::copy_n would be
        for (int i = 0; i < x.shape.w; ++i) to[i] = from[i];
    });
  }

  Shape shape;
  const Real* data;

 private:
  Scratch memory_;
};

/// The shape of x with the zeros that its windows can reach.
Shape bordered_shape(const Shape& x, const Shape& weight, const Shape& y, const ConvParams& p) {
  const auto extent = [&](int input, int filter, int output) {
    return std::max(input + 2 * p.pad, (output - 1) * p.stride + filter);
  };
  return {x.n, x.c, extent(x.h, weight.h, y.h), extent(x.w, weight.w, y.w)};
}

/// How many windows that do not exist would cover the first and the last pixels of x.
struct Reach {
  int before, after;
};
Reach reach(int input, int filter, int output, const ConvParams& p) {
  return {ceil_div(std::max(0, filter - 1 - p.pad), p.stride),
          std::max(0, (input - 1 + p.pad) / p.stride - (output - 1))};
}

/// The shape of the gradient of y with a border for windows that do not exist.
Shape gradient_shape(const Shape& x, const Shape& weight, const Shape& y, const ConvParams& p) {
  const Reach rows = reach(x.h, weight.h, y.h, p), cols = reach(x.w, weight.w, y.w, p);
  return {y.n, y.c, rows.before + y.h + rows.after, cols.before + y.w + cols.after};
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

// Input pixels whose padded coordinates leave the same remainder modulo the stride are covered by
// the same taps. Each such phase (stride * stride of them) is a dense convolution of the gradient
// of y with every stride-th tap, the taps taken backwards.

/// The pixels of one phase along one axis: padded coordinate = phase + stride * window.
struct Phase {
  Phase(int phase, int pixels, int filter, const ConvParams& p) {
    first_window = ceil_div(std::max(0, p.pad - phase), p.stride);
    first_pixel = phase - p.pad + first_window * p.stride;
    count = ceil_div(std::max(0, pixels - first_pixel), p.stride);
    first_tap = phase;
    taps = ceil_div(std::max(0, filter - phase), p.stride);  // none past the filter's end
  }
  int first_window, first_pixel, count, first_tap, taps;
};

/// The gradient of one input, whose first channel is `first_channel` of the filter's.
void backward_one_input(ConstTensorView grad_y, ConstTensorView weight, int first_channel,
                        TensorView grad_x, const ConvParams& p) {
  const Shape xs = grad_x.shape, ws = weight.shape, ys = grad_y.shape;
  const int top = reach(xs.h, ws.h, ys.h, p).before, left = reach(xs.w, ws.w, ys.w, p).before;
  const ZeroPadded gradient(grad_y, top, left, gradient_shape(xs, ws, ys, p));
  const Shape gs = gradient.shape;
  const Offsets channels = offsets({{xs.c, int(ws.map_size())}});
  const Offsets x_maps = offsets({{xs.c, int(xs.map_size())}});

  for (int phase_y = 0; phase_y < p.stride; ++phase_y)
    for (int phase_x = 0; phase_x < p.stride; ++phase_x) {
      const Phase rows(phase_y, xs.h, ws.h, p), cols(phase_x, xs.w, ws.w, p);
      const int taps_y = cols.taps > 0 ? rows.taps : 0, taps_x = rows.taps > 0 ? cols.taps : 0;
      const Offsets x_pixels = offsets(
          {{xs.n, int(xs.image_size())}, {rows.count, p.stride * xs.w}, {cols.count, p.stride}},
          rows.first_pixel * xs.w + cols.first_pixel);
      const Offsets filter_taps =
          offsets({{ws.n, int(ws.image_size())}, {taps_y, p.stride * ws.w}, {taps_x, p.stride}},
                  first_channel * int(ws.map_size()) + rows.first_tap * ws.w + cols.first_tap);
      const Offsets windows =
          offsets({{gs.n, int(gs.image_size())}, {rows.count, gs.w}, {cols.count, 1}},
                  (rows.first_window + top) * gs.w + cols.first_window + left);
      const Offsets backwards =
          offsets({{gs.c, int(gs.map_size())}, {taps_y, -gs.w}, {taps_x, -1}});
      // grad_x (pixels x channels) = gradient (pixels x taps) * weight^T (taps x channels)
      blocked::gemm({grad_x.data, x_pixels, x_maps}, kZero, {gradient.data, windows, backwards},
                    {weight.data, filter_taps, channels});
    }
}

/// Whether groups may be computed side by side.
enum class Groups { independent, in_order };

/// Calls body(first, count) for groups of images: small enough for what a group reads and writes to
/// stay in a core's L2 cache, but of at least a thousand pixels, because each group's product
/// copies the weights.
///
/// Independent groups are spread over the threads, which then need not wait for one another. Groups
/// that add to the same sums come in order, with all threads working on one at a time.
template <class View, class Body>
void for_each_group(Groups kind, const Shape& y, std::span<const View> inputs, Body body) {
  constexpr std::int64_t kCached = 1 << 18, kPixels = 1000;  // numbers; pixels of y
  std::int64_t numbers = y.image_size();
  for (const View& x : inputs) numbers += x.shape.image_size();
  const std::int64_t most = std::max(kCached / numbers, kPixels / y.map_size() + 1), n = y.n;
  const std::int64_t threads = thread_count();
  // The same number of groups for every thread.
  const std::int64_t shared = ceil_div(ceil_div(n, most), threads) * threads;
  const bool spread = kind == Groups::independent && shared <= n;
  const std::int64_t groups = spread ? shared : std::max<std::int64_t>(1, n / (most * threads));
  const auto group = [&](std::int64_t i) {
    const int first = int(n * i / groups), last = int(n * (i + 1) / groups);
    body(first, last - first);
  };
  if (spread)
    parallel_for(groups, group);
  else
    for (std::int64_t i = 0; i < groups; ++i) group(i);
}

}  // namespace

bool supports(std::span<const Shape> x, const Shape& weight, const Shape& y, const ConvParams& p) {
  std::int64_t largest = std::max(weight.size(), y.size());
  for (const Shape& input : x)
    largest = std::max({largest, input.size(), bordered_shape(input, weight, y, p).size(),
                        gradient_shape(input, weight, y, p).size()});
  return largest <= std::numeric_limits<int>::max();
}

void conv_forward(Inputs inputs, ConstTensorView weight, ConstTensorView bias, TensorView y,
                  const ConvParams& p) {
  const Shape ws = weight.shape;
  for_each_group(Groups::independent, y.shape, inputs, [&](int first, int count) {
    const TensorView group = y.images(first, count);
    const Offsets pixels = pixel_offsets(group.shape);
    const Offsets maps = offsets({{ws.n, int(group.shape.map_size())}});
    const Offsets filters = offsets({{ws.n, int(ws.image_size())}});
    const Offsets same = offsets({{int(pixels.size()), 0}});  // every pixel has the map's bias
    const Offsets biases = offsets({{ws.n, 1}});

    const TableMatrix<Real> y_matrix = {group.data, pixels, maps};
    const TableMatrix<const Real> bias_row = {bias.data, same, biases};

    int first_tap = 0;  // of this input, in a filter that covers the channels of all inputs
    for (const ConstTensorView& all : inputs) {
      const ConstTensorView x = all.images(first, count);
      const ZeroPadded image(x, p.pad, p.pad, bordered_shape(x.shape, ws, group.shape, p));
      const Offsets windows = window_offsets(image.shape, group.shape, p);
      const Offsets taps = tap_offsets(image.shape, ws);
      const Offsets filter_taps = offsets({{int(taps.size()), 1}}, first_tap);
      // y (pixels x filters) = bias + image (pixels x taps) * weight (taps x filters)
      blocked::gemm(y_matrix, first_tap == 0 ? bias_row : y_matrix, {image.data, windows, taps},
                    {weight.data, filter_taps, filters});
      first_tap += int(taps.size());
    }
  });
}

void conv_backward_weight(Inputs inputs, ConstTensorView grad_y, TensorView grad_weight,
                          TensorView grad_bias, const ConvParams& p) {
  const Shape ws = grad_weight.shape;
  fill(grad_weight, 0);
  for_each_group(Groups::in_order, grad_y.shape, inputs, [&](int first, int count) {
    const ConstTensorView group = grad_y.images(first, count);
    const Offsets pixels = pixel_offsets(group.shape);
    const Offsets maps = offsets({{ws.n, int(group.shape.map_size())}});
    const Offsets filters = offsets({{ws.n, int(ws.image_size())}});

    int first_tap = 0;
    for (const ConstTensorView& all : inputs) {
      const ConstTensorView x = all.images(first, count);
      const ZeroPadded image(x, p.pad, p.pad, bordered_shape(x.shape, ws, group.shape, p));
      const Offsets windows = window_offsets(image.shape, group.shape, p);
      const Offsets taps = tap_offsets(image.shape, ws);
      const Offsets filter_taps = offsets({{int(taps.size()), 1}}, first_tap);
      // grad_weight (taps x filters) += image^T (taps x pixels) * grad_y (pixels x filters)
      const TableMatrix<Real> sums = {grad_weight.data, filter_taps, filters};
      blocked::gemm(sums, sums, {image.data, taps, windows}, {group.data, pixels, maps});
      first_tap += int(taps.size());
    }
  });
  conv_backward_bias(grad_y, grad_bias);
}

void conv_backward_input(ConstTensorView grad_y, ConstTensorView weight, GradInputs grad_inputs,
                         const ConvParams& p) {
  for_each_group(Groups::independent, grad_y.shape, grad_inputs, [&](int first, int count) {
    int first_channel = 0;
    for (const TensorView& grad_x : grad_inputs) {
      if (!grad_x.empty())
        backward_one_input(grad_y.images(first, count), weight, first_channel,
                           grad_x.images(first, count), p);
      first_channel += grad_x.shape.c;
    }
  });
}

}  // namespace alexnet::cpu::offset_table
