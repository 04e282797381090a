// Rung 7: tensors are packed, and then multiplied as they lie. In the order in which to read it:
//
//     packed/layout.h      how packed tensors lie, with a picture
//     packed/pack.h        what is packed, and how (pack.cu has the kernels)
//     packed/tile.cuh      tiles in shared memory: brought by chunks, read by fragments
//     packed/operands.cuh  packed tensors as operands
//     packed/product.cuh   the kernel that multiplies (sinks.cuh: where its sums go)
//     this file            which products a convolution is, and what its workspace holds
//
// What lies in the workspace:
//
//     forward    | x packed | filters packed | partial sums |
//     backward   | grad_y packed | sums of its maps, for grad_bias        |
//                |               | then: x packed       | partial sums   |
//                |               | then: filters packed | partial sums   |
#include "layers/conv/conv_cuda_rungs.h"
#include "layers/conv/packed/operands.cuh"
#include "layers/conv/packed/product.cuh"
#include "layers/gemm/gemm_cuda_rungs.h"

namespace alexnet::cuda {

using namespace packed;

namespace {

/// The windows of x, for y.
WindowGrid windows_of(const Shape& weight, const Shape& y, const ConvParams& params) {
  return {y.h, y.w, weight.h, weight.w, params.stride};
}

/// The windows of grad_y with a border, one for each pixel of x: at stride 1, exactly the outputs
/// that such a window covers contribute to a pixel, the first of them through the filter's last
/// tap.
WindowGrid windows_of_gradient(const Shape& x, const Shape& weight) {
  return {x.h, x.w, weight.h, weight.w, 1};
}

/// grad_y, as windows of a pixel each.
constexpr WindowGrid pixels_of(const Shape& y) { return {y.h, y.w, 1, 1, 1}; }

/// How far windows_of_gradient() reach beyond grad_y: so many zeros are needed around it. If this
/// is negative, they leave out as many rows and pixels, which saw nothing but zeros around x. For
/// filters of 5 x 5 and pad 2 it is 2, for 3 x 3 and pad 1 it is 1: as many as around x. For 3 x 3
/// and pad 4 it is -2.
Margin reach(const Shape& weight, const ConvParams& params) {
  return {weight.h - 1 - params.pad, weight.w - 1 - params.pad};
}
Margin border_needed(const Shape& weight, const ConvParams& params) {
  const Margin r = reach(weight, params);
  return {std::max(r.rows, 0), std::max(r.pixels, 0)};
}
Margin left_out(const Shape& weight, const ConvParams& params) {
  const Margin r = reach(weight, params);
  return {std::max(-r.rows, 0), std::max(-r.pixels, 0)};
}

/// Filters as y needs them: a line is a filter, across all its channels.
FilterOrder by_filter(const Shape& weight) {
  const int map = weight.h * weight.w;
  return {.lines = weight.n,
          .channels = weight.c,
          .height = weight.h,
          .width = weight.w,
          .line_stride = weight.c * map,
          .channel_stride = map};
}

/// Filters as grad_x needs them: a line is a channel, across all filters.
FilterOrder by_channel(const Shape& weight) {
  const int map = weight.h * weight.w;
  return {.lines = weight.c,
          .channels = weight.n,
          .height = weight.h,
          .width = weight.w,
          .line_stride = map,
          .channel_stride = weight.c * map,
          .turned = true};
}

/// The stream's workspace. One request for everything that a call needs: another might move it.
Chunk* request(const Stream& stream, std::int64_t chunks) {
  return reinterpret_cast<Chunk*>(
      workspace(stream, std::size_t(chunks) * sizeof(Chunk) / sizeof(float)));
}

/// The chunks that hold so many floats.
std::int64_t chunks_of(std::int64_t floats) {
  return ceil_div(floats, std::int64_t{sizeof(Chunk) / sizeof(float)});
}

/// For a plan whose sums go straight to their places: the floats needed if the terms are in pieces.
std::int64_t floats_between(const Plan& plan) { return plan.pieces > 1 ? plan.partial_sums() : 0; }

template <class Arithmetic, class A, class B>
void multiply_and_add(const Stream& stream, const Plan& plan, const A& a, const B& b,
                      const MapSink& sink, float* partial) {
  if (plan.pieces == 1) return multiply<Arithmetic>(stream, plan, a, b, ToMaps{sink});
  const auto [rows, cols, terms, terms_per_block] = plan.size;
  multiply<Arithmetic>(stream, plan, a, b, ToPieces{partial, rows, cols});
  launch<gemm::gemm_add_pieces_kernel<MapSink>>(stream, cover(std::int64_t{rows} * cols),
                                                gemm::SplitSink<MapSink>{sink, partial, rows, cols},
                                                plan.pieces);
}

/// y (filters x windows) = weight (filters x terms) * x (terms x windows)
///
/// The channels of all inputs lie side by side in a packed pixel, so one product covers them.
template <class Arithmetic>
void forward_by(const Stream& stream, Inputs inputs, ConstTensorView weight, ConstTensorView bias,
                TensorView y, const ConvParams& params, bool relu) {
  const Shape &ws = weight.shape, &ys = y.shape;
  const WindowGrid windows = windows_of(ws, ys, params);
  const Layout layout = layout_for(ys.n, ws.c, windows, Arithmetic::kMath);
  const int line = int(layout.line_chunks(windows));
  const Plan p = plan({ws.n, ys.n * ys.h * ys.w, line * int(layout.chunk)});

  Chunk* const maps =
      request(stream, layout.chunks() + std::int64_t{ws.n} * line + chunks_of(floats_between(p)));
  Chunk* const filters = maps + layout.chunks();
  float* const partial = reinterpret_cast<float*>(filters + std::int64_t{ws.n} * line);

  pack_maps<Arithmetic>(stream, inputs, {params.pad, params.pad}, layout, maps);
  pack_filters<Arithmetic>(stream, weight.data, by_filter(ws), layout, filters);
  const gemm::Epilogue epilogue = {.bias = bias.data, .relu = relu};
  multiply_and_add<Arithmetic>(stream, p, PackedRows{filters, line},
                               PackedWindows(maps, layout, windows),
                               MapSink{y.data, {ws.n, ys.h, ys.w}, epilogue}, partial);
}

/// A gradient of y that is packed once for both products of the backward pass.
struct PackedGradient {
  Shape y;
  Margin border;
  Layout layout;
  Chunk* maps;

  /// With a border if grad_x is wanted.
  PackedGradient(const Shape& y_, const Shape& weight, bool for_x, const ConvParams& params,
                 Math math)
      : y(y_),
        border(for_x ? border_needed(weight, params) : Margin{}),
        layout(layout_with_border(y, border, math)) {}
};

/// grad_x (channels x pixels) = weight (channels x terms) * grad_y (terms x pixels), one product
/// for each input. Stride 1.
template <class Arithmetic>
struct InputGradient {
  GradInputs grad_x;
  Shape weight;
  const PackedGradient& gradient;
  const ConvParams& params;

  /// The workspace that compute() needs.
  std::int64_t chunks() const {
    std::int64_t floats = 0;  // one product is done with them before the next begins
    for (const TensorView& grad : grad_x)
      floats = std::max(floats, floats_between(plan_for(grad.shape.c)));
    return filter_chunks() + chunks_of(floats);
  }
  void compute(const Stream& stream, const float* weights, Chunk* space) const {
    float* const partial = reinterpret_cast<float*>(space + filter_chunks());
    pack_filters<Arithmetic>(stream, weights, by_channel(weight), gradient.layout, space);
    const PackedWindows maps(gradient.maps, gradient.layout, windows(), left_out(weight, params));
    for_each_input(
        grad_x, weight, gradient.y, params, [&](const TensorView& grad, const ConvGeometry& g) {
          if (grad.empty()) return;
          const Chunk* const share = space + std::int64_t{g.first_channel} * line();
          multiply_and_add<Arithmetic>(stream, plan_for(g.channels), PackedRows{share, line()},
                                       maps, MapSink{grad.data, {g.channels, g.height, g.width}},
                                       partial);
        });
  }

 private:
  WindowGrid windows() const { return windows_of_gradient(grad_x[0].shape, weight); }
  int line() const { return int(gradient.layout.line_chunks(windows())); }
  std::int64_t filter_chunks() const { return std::int64_t{weight.c} * line(); }
  Plan plan_for(int channels) const {
    const Shape& x = grad_x[0].shape;
    return plan({channels, x.n * x.h * x.w, line() * int(gradient.layout.chunk)});
  }
};

/// grad_weight (filters x terms) = grad_y (filters x windows) * x^T (windows x terms)
template <class Arithmetic>
struct WeightGradient {
  Inputs x;
  TensorView grad_weight;
  const PackedGradient& gradient;
  const ConvParams& params;

  /// The workspace that compute() needs.
  std::int64_t chunks() const { return layout().chunks() + chunks_of(plan_all().partial_sums()); }
  void compute(const Stream& stream, Chunk* space) const {
    const Plan p = plan_all();
    float* const partial = reinterpret_cast<float*>(space + layout().chunks());
    pack_maps<Arithmetic>(stream, x, {params.pad, params.pad}, layout(), space);
    const PackedWindows pixels(gradient.maps, gradient.layout, pixels_of(gradient.y),
                               gradient.border);
    multiply<Arithmetic>(stream, p, gemm::Transposed<PackedWindows>{pixels},
                         gemm::Transposed<PackedWindows>{PackedWindows(space, layout(), windows())},
                         ToPieces{partial, p.size.rows, p.size.cols});
    add_filters(stream, partial, p.pieces, by_filter(grad_weight.shape), layout(),
                grad_weight.data);
  }

 private:
  WindowGrid windows() const { return windows_of(grad_weight.shape, gradient.y, params); }
  Layout layout() const {
    return layout_for(gradient.y.n, grad_weight.shape.c, windows(), Arithmetic::kMath);
  }
  Plan plan_all() const {
    const int terms = int(layout().line_chunks(windows()) * layout().chunk);
    const Shape& y = gradient.y;
    return plan({grad_weight.shape.n, terms, y.n * y.h * y.w});
  }
};

}  // namespace

template <class Arithmetic>
void ConvPacked<Arithmetic>::forward(const Stream& stream, Inputs x, ConstTensorView weight,
                                     ConstTensorView bias, TensorView y, const ConvParams& params) {
  forward_by<Arithmetic>(stream, x, weight, bias, y, params, /*relu=*/false);
}

template <class Arithmetic>
void ConvPacked<Arithmetic>::forward_relu(const Stream& stream, Inputs x, ConstTensorView weight,
                                          ConstTensorView bias, TensorView y,
                                          const ConvParams& params) {
  forward_by<Arithmetic>(stream, x, weight, bias, y, params, /*relu=*/true);
}

/// Computes the gradients whose views are not empty, from a gradient of y that is packed once.
template <class Arithmetic>
void ConvPacked<Arithmetic>::backward(const Stream& stream, Inputs x, ConstTensorView relu_y,
                                      ConstTensorView grad_y, ConstTensorView weight,
                                      GradInputs grad_x, TensorView grad_weight,
                                      TensorView grad_bias, const ConvParams& params) {
  const bool for_x = any_wanted(grad_x), for_weight = !grad_weight.empty();
  ALEXNET_CHECK(!for_x || params.stride == 1, "rung packed: all gradients at once: at stride 1");
  PackedGradient gradient(grad_y.shape, weight.shape, for_x, params, Arithmetic::kMath);
  const InputGradient<Arithmetic> input_gradient = {grad_x, weight.shape, gradient, params};
  const WeightGradient<Arithmetic> weight_gradient = {x, grad_weight, gradient, params};

  // The parts come one after another, each with the space behind the packed gradient to itself.
  const int sums = int(sums_of_map(gradient.layout));
  std::int64_t space = 0;
  if (for_weight)
    space = std::max(chunks_of(std::int64_t{weight.shape.n} * sums), weight_gradient.chunks());
  if (for_x) space = std::max(space, input_gradient.chunks());
  gradient.maps = request(stream, gradient.layout.chunks() + space);
  Chunk* const rest = gradient.maps + gradient.layout.chunks();

  float* const bias_sums = for_weight ? reinterpret_cast<float*>(rest) : nullptr;
  pack_gradient<Arithmetic>(stream, grad_y, relu_y, gradient.border, gradient.layout, gradient.maps,
                            bias_sums);
  if (for_weight) {
    sum_maps(stream, bias_sums, weight.shape.n, sums, grad_bias.data);
    weight_gradient.compute(stream, rest);
  }
  if (for_x) input_gradient.compute(stream, weight.data, rest);
}

/// With a stride above 1, where few of the taps reach a pixel, rung 6 does the work.
template <class Arithmetic>
void ConvPacked<Arithmetic>::backward_input(const Stream& stream, ConstTensorView grad_y,
                                            ConstTensorView weight, GradInputs grad_x,
                                            const ConvParams& params) {
  if (params.stride > 1)
    return ConvByGemm<gemm::TensorCore<Arithmetic>>::backward_input(stream, grad_y, weight, grad_x,
                                                                    params);
  backward(stream, {}, {}, grad_y, weight, grad_x, {}, {}, params);
}

template <class Arithmetic>
void ConvPacked<Arithmetic>::backward_weight(const Stream& stream, Inputs x, ConstTensorView grad_y,
                                             TensorView grad_weight, TensorView grad_bias,
                                             const ConvParams& params) {
  const ConstTensorView weight = {nullptr, grad_weight.shape, grad_weight.device};
  backward(stream, x, {}, grad_y, weight, {}, grad_weight, grad_bias, params);
}

/// Packed tensors are larger than the tensors themselves, by the zeros that are added.
template <class Arithmetic>
bool ConvPacked<Arithmetic>::fits(std::span<const Shape> x, const Shape& weight, const Shape& y,
                                  const ConvParams& params) {
  const auto fits = [](const Layout& layout, int lines, const WindowGrid& windows) {
    const std::int64_t numbers = lines * layout.line_chunks(windows) * layout.chunk;
    const std::int64_t steps = layout.images * windows.out_height * windows.stride * layout.pitch;
    return gemm::fits_indices(layout.chunks()) && gemm::fits_indices(numbers) &&
           gemm::fits_indices(steps) && gemm::fits_indices(layout.pixels());
  };
  const WindowGrid windows = windows_of(weight, y, params);
  const Layout gradient =
      PackedGradient(y, weight, /*for_x=*/params.stride == 1, params, Arithmetic::kMath).layout;
  return x.size() <= std::size_t{kMostInputs} &&
         fits(layout_for(y.n, weight.c, windows, Arithmetic::kMath), weight.n, windows) &&
         fits(gradient, 1, pixels_of(y)) &&
         (params.stride > 1 || fits(gradient, weight.c, windows_of_gradient(x[0], weight)));
}

template struct ConvPacked<gemm::Tf32>;
template struct ConvPacked<gemm::Bf16>;

}  // namespace alexnet::cuda
