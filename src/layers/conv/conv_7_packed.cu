// Rung 7: tensors are packed (packed/layout.h has the picture), and then multiplied as they lie.
#include "layers/conv/conv_cuda_rungs.h"
#include "layers/conv/packed/operands.cuh"
#include "layers/conv/packed/product.cuh"
#include "layers/gemm/gemm_rungs.h"

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

/// grad_y without a border, as windows of a pixel each.
constexpr WindowGrid pixels_of(const Shape& y) { return {y.h, y.w, 1, 1, 1}; }

/// Filters as y needs them: a line is a filter, across all its channels.
FilterOrder by_filter(const Shape& weight) {
  const int map = weight.h * weight.w;
  return {weight.n, weight.c, weight.h, weight.w, weight.c * map, map};
}

/// Filters as grad_x needs them: a line is a channel, across all filters.
FilterOrder by_channel(const Shape& weight) {
  const int map = weight.h * weight.w;
  return {weight.c, weight.n, weight.h, weight.w, map, weight.c * map, /*turned=*/true};
}

/// The stream's workspace, for chunks and, after them, floats. One request for everything that a
/// call needs: another might move it.
Chunk* request(const Stream& stream, std::int64_t chunks, std::int64_t floats) {
  constexpr int kFloats = sizeof(Chunk) / sizeof(float);
  return reinterpret_cast<Chunk*>(workspace(stream, std::size_t(chunks * kFloats + floats)));
}

/// For a plan whose sums go straight to their places: the floats needed if the terms are in pieces.
std::int64_t floats_between(const Plan& plan) { return plan.pieces > 1 ? plan.partial_sums() : 0; }

template <class A, class B>
void multiply_and_add(const Stream& stream, const Plan& plan, const A& a, const B& b,
                      const MapSink& sink, float* partial) {
  if (plan.pieces == 1) return multiply(stream, plan, a, b, ToMaps{sink});
  const auto [rows, cols, terms, terms_per_block] = plan.size;
  multiply(stream, plan, a, b, ToPieces{partial, rows, cols});
  launch<gemm::gemm_add_pieces_kernel<MapSink>>(stream, cover(std::int64_t{rows} * cols),
                                                gemm::SplitSink<MapSink>{sink, partial, rows, cols},
                                                plan.pieces);
}

/// y (filters x windows) = weight (filters x terms) * x (terms x windows)
///
/// The channels of all inputs lie side by side in a packed pixel, so one product covers them.
void forward_by(const Stream& stream, Inputs inputs, ConstTensorView weight, ConstTensorView bias,
                TensorView y, const ConvParams& params, bool relu) {
  const Shape &ws = weight.shape, &ys = y.shape;
  const WindowGrid windows = windows_of(ws, ys, params);
  const Layout layout = layout_for(ys.n, ws.c, windows);
  const int line = int(line_chunks(layout, windows));
  const Plan p = plan({ws.n, ys.n * ys.h * ys.w, line * kChunk});

  Chunk* const maps =
      request(stream, layout.chunks() + std::int64_t{ws.n} * line, floats_between(p));
  Chunk* const filters = maps + layout.chunks();
  float* const partial = reinterpret_cast<float*>(filters + std::int64_t{ws.n} * line);

  pack_maps(stream, inputs, params.pad, params.pad, layout, maps);
  pack_filters(stream, weight.data, by_filter(ws), layout, filters);
  const gemm::Epilogue epilogue = {.bias = bias.data, .relu = relu};
  multiply_and_add(stream, p, PackedRows{filters, line}, PackedWindows(maps, layout, windows),
                   MapSink{y.data, {ws.n, ys.h, ys.w}, epilogue}, partial);
}

}  // namespace

void ConvPacked::forward(const Stream& stream, Inputs x, ConstTensorView weight,
                         ConstTensorView bias, TensorView y, const ConvParams& params) {
  forward_by(stream, x, weight, bias, y, params, /*relu=*/false);
}

void ConvPacked::forward_relu(const Stream& stream, Inputs x, ConstTensorView weight,
                              ConstTensorView bias, TensorView y, const ConvParams& params) {
  forward_by(stream, x, weight, bias, y, params, /*relu=*/true);
}

/// grad_x (channels x pixels) = weight (channels x terms) * grad_y (terms x pixels), one product
/// for each input. With a stride above 1, where few of the taps reach a pixel, rung 6 does the
/// work.
void ConvPacked::backward_input(const Stream& stream, ConstTensorView grad_y,
                                ConstTensorView weight, GradInputs grad_inputs,
                                const ConvParams& params) {
  if (params.stride > 1)
    return ConvByGemm<gemm::TensorCore<gemm::Bf16>>::backward_input(stream, grad_y, weight,
                                                                    grad_inputs, params);
  const Shape &ws = weight.shape, &xs = grad_inputs[0].shape;
  const WindowGrid windows = windows_of_gradient(xs, ws);
  const Layout layout = layout_for(xs.n, ws.n, windows);
  const int line = int(line_chunks(layout, windows));
  const auto plan_for = [&](int channels) {
    return plan({channels, xs.n * xs.h * xs.w, line * kChunk});
  };

  std::int64_t floats = 0;  // one product is done with them before the next begins
  for (const TensorView& grad_x : grad_inputs)
    floats = std::max(floats, floats_between(plan_for(grad_x.shape.c)));
  Chunk* const maps = request(stream, layout.chunks() + std::int64_t{ws.c} * line, floats);
  Chunk* const filters = maps + layout.chunks();
  float* const partial = reinterpret_cast<float*>(filters + std::int64_t{ws.c} * line);

  pack_maps(stream, Inputs(&grad_y, 1), ws.h - 1 - params.pad, ws.w - 1 - params.pad, layout, maps);
  pack_filters(stream, weight.data, by_channel(ws), layout, filters);
  for_each_input(grad_inputs, ws, grad_y.shape, params,
                 [&](const TensorView& grad_x, const ConvGeometry& g) {
                   if (grad_x.empty()) return;
                   const Chunk* const share = filters + std::int64_t{g.first_channel} * line;
                   multiply_and_add(stream, plan_for(g.channels), PackedRows{share, line},
                                    PackedWindows(maps, layout, windows),
                                    MapSink{grad_x.data, {g.channels, g.height, g.width}}, partial);
                 });
}

/// grad_weight (filters x terms) = grad_y (filters x windows) * x^T (windows x terms)
void ConvPacked::backward_weight(const Stream& stream, Inputs inputs, ConstTensorView grad_y,
                                 TensorView grad_weight, TensorView grad_bias,
                                 const ConvParams& params) {
  const Shape &ws = grad_weight.shape, &ys = grad_y.shape;
  const WindowGrid windows = windows_of(ws, ys, params), pixels = pixels_of(ys);
  const Layout layout = layout_for(ys.n, ws.c, windows);
  const Layout grad_layout = layout_for(ys.n, ws.n, pixels);
  const int terms = int(line_chunks(layout, windows)) * kChunk;
  const Plan p = plan({ws.n, terms, ys.n * ys.h * ys.w});

  // This comes first: it has the workspace to itself, and leaves what fits of grad_y in the cache.
  conv_backward_bias(stream, grad_y, grad_bias);
  Chunk* const maps = request(stream, layout.chunks() + grad_layout.chunks(), p.partial_sums());
  Chunk* const grad_maps = maps + layout.chunks();
  float* const partial = reinterpret_cast<float*>(grad_maps + grad_layout.chunks());

  pack_maps(stream, inputs, params.pad, params.pad, layout, maps);
  pack_maps(stream, Inputs(&grad_y, 1), 0, 0, grad_layout, grad_maps);
  multiply(stream, p, gemm::Transposed<PackedRows>{{grad_maps, int(grad_layout.run)}},
           gemm::Transposed<PackedWindows>{PackedWindows(maps, layout, windows)},
           ToPieces{partial, ws.n, terms});
  add_filters(stream, partial, p.pieces, by_filter(ws), layout, grad_weight.data);
}

/// Packed tensors are larger than the tensors themselves, by the zeros that are added.
bool ConvPacked::fits(std::span<const Shape> x, const Shape& weight, const Shape& y,
                      const ConvParams& params) {
  const auto fits = [](const Layout& layout, int lines, const WindowGrid& windows) {
    const std::int64_t numbers = lines * line_chunks(layout, windows) * kChunk;
    const std::int64_t steps = layout.images * windows.out_height * windows.stride * layout.pitch;
    return gemm::fits_indices(layout.chunks()) && gemm::fits_indices(numbers) &&
           gemm::fits_indices(steps) &&
           gemm::fits_indices(layout.images * layout.rows * layout.pixels_in_row());
  };
  const WindowGrid windows = windows_of(weight, y, params), pixels = pixels_of(y);
  const WindowGrid of_gradient = windows_of_gradient(x[0], weight);
  return x.size() <= std::size_t{kMostInputs} &&
         fits(layout_for(y.n, weight.c, windows), weight.n, windows) &&
         fits(layout_for(y.n, weight.n, pixels), 1, pixels) &&
         (params.stride > 1 || fits(layout_for(y.n, weight.n, of_gradient), weight.c, of_gradient));
}

}  // namespace alexnet::cuda
