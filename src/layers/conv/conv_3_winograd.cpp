// Rung 3: fewer multiplications. winograd/transforms.h has the arithmetic; here are the loops.
//
// Images are cut into tiles of 6 x 6 pixels that give 4 x 4 outputs (2 x 2 where filters have 5 x 5
// taps) and overlap by one pixel less than the width of a filter. Once tiles and filters are
// transformed, a convolution is a matrix product at each of 36 points:
//
//     forward          outputs (tiles x filters)      = inputs (tiles x channels) * filters
//     gradient of x    the same, of the gradient of y, with the filters rotated by half a turn
//     gradient of w    sums (channels x filters)     += inputs^T * gradients (tiles x filters)
//
// The last reads the formula differently: its filter is a tile of the gradient of y, with as many
// taps as a tile has outputs, and what comes out has the extents of the weights.
//
// Each sum adds its channels (or tiles) in order, so any number of threads gives the same bits, and
// the bits of an image do not depend on its batch. They are not those of rungs 1 and 2.
#include <limits>

#include "core/ceil_div.h"
#include "layers/conv/conv_rungs.h"
#include "layers/conv/winograd/interleaved_maps.h"
#include "layers/conv/winograd/point_matrices.h"

namespace alexnet::cpu::winograd {
namespace {

/// Outputs of a tile along an axis.
template <int Taps>
constexpr int kOutputs = kPoints + 1 - Taps;

/// How the outputs of an image are cut into tiles.
struct Tiling {
  Tiling(const Shape& y, int outputs_of_tile)
      : outputs(outputs_of_tile), rows(ceil_div(y.h, outputs)), cols(ceil_div(y.w, outputs)) {}

  int outputs;     ///< of a tile along an axis
  int rows, cols;  ///< of tiles
  int tiles() const { return rows * cols; }
  /// f(row, col, number of the tile) for the tiles of image n.
  template <class F>
  void for_each_tile(int n, F f) const {
    int tile = n * tiles();
    for (int row = 0; row < rows; ++row)
      for (int col = 0; col < cols; ++col, ++tile) f(row, col, tile);
  }
};

/// Loads or stores a square of vectors, at the addresses that at(row, column) gives.
template <int Count, class At>
[[gnu::always_inline]] inline Matrix<Vector, Count> load_matrix(At at) {
  Matrix<Vector, Count> m;
#pragma GCC unroll 6
  for (int i = 0; i < Count; ++i)
#pragma GCC unroll 6
    for (int j = 0; j < Count; ++j) load(m[i][j], at(i, j));
  return m;
}
template <int Count, class At>
[[gnu::always_inline]] inline void store_matrix(const Matrix<Vector, Count>& m, At at) {
#pragma GCC unroll 6
  for (int i = 0; i < Count; ++i)
#pragma GCC unroll 6
    for (int j = 0; j < Count; ++j) store(at(i, j), m[i][j]);
}

/// The transform of a line of `Taps`, as both_axes() takes it.
template <int Taps>
constexpr auto kFilterLine = [](const Line<Vector, Taps>& g) { return transform_filter<Taps>(g); };
constexpr auto kInputLine = [](const Line<Vector, kPoints>& x) { return transform_input(x); };

/// Where the filters of a product lie in memory: its rows are channels and its columns filters, or
/// for the gradient of x the other way round.
struct FilterList {
  const Real* taps;
  std::int64_t row_stride, col_stride;
  int rows, cols;
  bool flipped;  ///< from the last tap to the first
};

template <int Taps>
void transform_filters(const FilterList& filters, PointPanels& to) {
  constexpr int kCount = Taps * Taps;
  parallel_for(filters.rows, [&](std::int64_t row) {
    for (int col = 0; col < filters.cols; col += kVector) {
      Matrix<Vector, Taps> filter = {};
      for (int j = 0; j < std::min(kVector, filters.cols - col); ++j) {
        const Real* taps = filters.taps + row * filters.row_stride + (col + j) * filters.col_stride;
        for (int t = 0; t < kCount; ++t)
          filter[t / Taps][t % Taps][j] = taps[filters.flipped ? kCount - 1 - t : t];
      }
      store_matrix(both_axes<kPoints>(filter, kFilterLine<Taps>),
                   [&](int i, int j) { return to.at(i * kPoints + j, int(row), col); });
    }
  });
}

/// Transforms the tiles of all images: `Count` x `Count` pixels each, one tile every `outputs`
/// pixels, the first of which begins `pad` pixels before the image. Rows of `to` are tiles.
template <int Count, class Transform, class To>
void transform_tiles(Inputs x, int pad, const Tiling& tiling, Transform transform, To& to) {
  const Shape shape = x[0].shape;
  const int blocks = to.cols / kVector;  // of channels
  parallel_for(std::int64_t{shape.n} * blocks, [&](std::int64_t item) {
    const int n = int(item / blocks), first = int(item % blocks) * kVector;
    const Real* maps[kVector] = {};
    int channel = 0, count = 0;  // channels are numbered over all inputs
    for (const ConstTensorView& input : x)
      for (int c = 0; c < input.shape.c; ++c, ++channel)
        if (channel >= first && count < kVector) maps[count++] = &input(n, c, 0, 0);

    const auto extent = [&](int tiles, int pixels) {
      return std::max((tiles - 1) * tiling.outputs + Count, pad + pixels);
    };
    InterleavedMaps interleaved(extent(tiling.rows, shape.h), extent(tiling.cols, shape.w));
    interleaved.read(maps, count, shape.h, shape.w, pad, pad);
    tiling.for_each_tile(n, [&](int row, int col, int tile) {
      const auto pixels = load_matrix<Count>([&](int dy, int dx) {
        return interleaved.at(row * tiling.outputs + dy, col * tiling.outputs + dx);
      });
      store_matrix(both_axes<kPoints>(pixels, transform),
                   [&](int i, int j) { return to.at(i * kPoints + j, tile, first); });
    });
  });
}

/// kVector columns of a row, taken from the points back to `Outputs` x `Outputs` numbers.
template <int Outputs>
[[gnu::always_inline]] inline Matrix<Vector, Outputs> outputs_of(PointMatrices& from, int row,
                                                                 int col) {
  const auto points =
      load_matrix<kPoints>([&](int i, int j) { return from.at(i * kPoints + j, row, col); });
  return both_axes<Outputs>(
      points, [](const Line<Vector, kPoints>& m) { return transform_output<Outputs>(m); });
}

/// `bias` may be null.
template <int Outputs>
void transform_outputs(PointMatrices& from, const Tiling& tiling, const Real* bias, TensorView y) {
  const Shape shape = y.shape;
  const int blocks = from.cols / kVector;  // of maps
  parallel_for(std::int64_t{shape.n} * blocks, [&](std::int64_t item) {
    const int n = int(item / blocks), first = int(item % blocks) * kVector;
    InterleavedMaps interleaved(tiling.rows * Outputs, tiling.cols * Outputs);
    tiling.for_each_tile(n, [&](int row, int col, int tile) {
      store_matrix(outputs_of<Outputs>(from, tile, first), [&](int dy, int dx) {
        return interleaved.at(row * Outputs + dy, col * Outputs + dx);
      });
    });
    Real* maps[kVector] = {};
    const int count = std::min(kVector, shape.c - first);
    for (int j = 0; j < count; ++j) maps[j] = &y(n, first + j, 0, 0);
    interleaved.write(maps, bias ? bias + first : nullptr, count, shape.h, shape.w);
  });
}

constexpr int kTilesAtOnce = 128;

/// Whether groups may be computed side by side.
enum class Groups { independent, in_order };

/// Calls body(first, count) for groups of images with this many tiles together: enough for products
/// to pay for fetching the filters, few enough for the tiles' values at all points to stay in the
/// cache. Independent groups are spread over the threads.
template <class Body>
void for_each_group(Groups kind, int images, const Tiling& tiling, Body body) {
  const int most = std::max(1, kTilesAtOnce / tiling.tiles());
  const std::int64_t groups = ceil_div(images, most);
  const auto group = [&](std::int64_t i) {
    const int first = int(images * i / groups), last = int(images * (i + 1) / groups);
    body(first, last - first);
  };
  if (kind == Groups::independent && groups >= thread_count())
    parallel_for(groups, group);
  else
    for (std::int64_t i = 0; i < groups; ++i) group(i);
}

std::vector<ConstTensorView> images_of(Inputs x, int first, int count) {
  std::vector<ConstTensorView> images;
  for (const ConstTensorView& input : x) images.push_back(input.images(first, count));
  return images;
}

/// y = filters over x, with `pad` zeros before its first row and column. `bias` may be null.
template <int Taps>
void correlate(Inputs x, const FilterList& list, const Real* bias, TensorView y, int pad) {
  PointPanels filters(list.rows, list.cols, kTilesAtOnce);
  transform_filters<Taps>(list, filters);
  const Tiling tiling(y.shape, kOutputs<Taps>);
  for_each_group(Groups::independent, y.shape.n, tiling, [&](int first, int count) {
    PointMatrices inputs(count * tiling.tiles(), list.rows), outputs(inputs.rows, list.cols);
    transform_tiles<kPoints>(images_of(x, first, count), pad, tiling, kInputLine, inputs);
    multiply(inputs, Read::as_it_is, filters, false, outputs);
    transform_outputs<kOutputs<Taps>>(outputs, tiling, bias, y.images(first, count));
  });
}

template <int Taps>
void forward(Inputs x, ConstTensorView weight, const Real* bias, TensorView y, int pad) {
  const Shape w = weight.shape;
  correlate<Taps>(x, {weight.data, w.map_size(), w.image_size(), w.c, w.n, false}, bias, y, pad);
}

template <int Taps>
void backward_input(ConstTensorView grad_y, ConstTensorView weight, GradInputs grad_x, int pad) {
  const Shape w = weight.shape;
  const Real* first_channel = weight.data;  // of this input
  for (const TensorView& grad : grad_x) {
    const int channels = grad.shape.c;
    if (!grad.empty())
      correlate<Taps>({&grad_y, 1},
                      {first_channel, w.image_size(), w.map_size(), w.n, channels, true}, nullptr,
                      grad, Taps - 1 - pad);
    first_channel += channels * w.map_size();
  }
}

template <int Taps>
void backward_weight(Inputs x, ConstTensorView grad_y, TensorView grad_weight, int pad) {
  constexpr int kGradientTaps = kOutputs<Taps>;
  const Shape w = grad_weight.shape;
  const Tiling tiling(grad_y.shape, kGradientTaps);
  PointMatrices sums(w.c, w.n);
  for_each_group(Groups::in_order, grad_y.shape.n, tiling, [&](int first, int count) {
    PointMatrices inputs(count * tiling.tiles(), w.c);
    PointPanels gradients(inputs.rows, w.n, w.c);
    const ConstTensorView group = grad_y.images(first, count);
    transform_tiles<kPoints>(images_of(x, first, count), pad, tiling, kInputLine, inputs);
    transform_tiles<kGradientTaps>({&group, 1}, 0, tiling, kFilterLine<kGradientTaps>, gradients);
    multiply(inputs, Read::transposed, gradients, first > 0, sums);
  });
  parallel_for(w.c, [&](std::int64_t c) {
    for (int f = 0; f < w.n; f += kVector) {
      const Matrix<Vector, Taps> taps = outputs_of<Taps>(sums, int(c), f);
      for (int j = 0; j < std::min(kVector, w.n - f); ++j)
        for (int ky = 0; ky < Taps; ++ky)
          for (int kx = 0; kx < Taps; ++kx) grad_weight(f + j, int(c), ky, kx) = taps[ky][kx][j];
    }
  });
}

}  // namespace

bool supports(std::span<const Shape> x, const Shape& weight, const Shape& y, const ConvParams& p) {
  constexpr int kFewest = 16;  // with fewer, transforms cost more than products save
  const int outputs = kPoints + 1 - weight.h;  // of a tile, which one image must fill
  const std::int64_t pixels = std::max(x[0].map_size(), y.map_size());
  const std::int64_t deepest = whole_vectors(std::max(weight.c, weight.n));
  return p.stride == 1 && weight.h == weight.w && (weight.h == 3 || weight.h == 5) &&
         p.pad < weight.h && y.h >= outputs && y.w >= outputs && weight.c >= kFewest &&
         weight.n >= kFewest && pixels * deepest <= std::numeric_limits<int>::max();
}

ConvRoundings roundings(int filter_size) {
  return filter_size == 3 ? ConvRoundings{2.4, 1.5} : ConvRoundings{1.1, 4.7};
}

void conv_forward(Inputs x, ConstTensorView weight, ConstTensorView bias, TensorView y,
                  const ConvParams& p) {
  if (weight.shape.h == 3)
    forward<3>(x, weight, bias.data, y, p.pad);
  else
    forward<5>(x, weight, bias.data, y, p.pad);
}

void conv_backward_input(ConstTensorView grad_y, ConstTensorView weight, GradInputs grad_x,
                         const ConvParams& p) {
  if (weight.shape.h == 3)
    backward_input<3>(grad_y, weight, grad_x, p.pad);
  else
    backward_input<5>(grad_y, weight, grad_x, p.pad);
}

void conv_backward_weight(Inputs x, ConstTensorView grad_y, TensorView grad_weight,
                          TensorView grad_bias, const ConvParams& p) {
  if (grad_weight.shape.h == 3)
    backward_weight<3>(x, grad_y, grad_weight, p.pad);
  else
    backward_weight<5>(x, grad_y, grad_weight, p.pad);
  conv_backward_bias(grad_y, grad_bias);
}

}  // namespace alexnet::cpu::winograd
