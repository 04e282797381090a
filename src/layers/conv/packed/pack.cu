#include "layers/conv/packed/pack.h"

#include "cuda/fast_divmod.h"
#include "layers/elementwise.cuh"
#include "layers/gemm/gemm_arithmetic.cuh"
#include "layers/warp.cuh"

namespace alexnet::cuda::packed {
namespace {

constexpr int kThreads = 256;
constexpr int kRegisters = 4;  ///< of a thread: a chunk

/// A tile has as many chunks as a block has threads.
template <class Arithmetic>
constexpr int pixels_of_tile(int channels) {
  return kThreads * kRegisters * Arithmetic::kPerRegister / channels;
}

/// The maps of kInputs inputs, as if they belonged to one.
template <int kInputs>
struct InputMaps {
  const float* data[kInputs];
  int channels[kInputs];
  int height, width;

  /// Of map c of image n; 0 if there is no such map, or if the place is not inside it.
  __device__ float number(bool inside, int n, int c, int in_map) const {
    if (!inside) return 0;
    ALEXNET_UNROLL
    for (int i = 0; i < kInputs; ++i) {
      if (c < channels[i]) return data[i][(n * channels[i] + c) * (height * width) + in_map];
      c -= channels[i];
    }
    return 0;
  }
};

/// A gradient on its way back through a ReLU, if there is one (`relu_y` may be null).
struct GradientMaps {
  const float *grad_y, *relu_y;
  int channels, height, width;
  float* sums;  ///< may be null
  int sums_of_map;

  /// The same. Reads first, at the tensors' beginning if there is no such number, and decides
  /// afterwards: a thread that compared relu_y in a branch would wait for it there, before it asks
  /// for its next number.
  __device__ float number(bool inside, int n, int c, int in_map) const {
    const bool exists = inside && c < channels;
    const int i = exists ? (n * channels + c) * (height * width) + in_map : 0;
    const float gradient = grad_y[i], y = relu_y ? relu_y[i] : 1.0f;
    return exists && y > 0 ? gradient : 0.0f;
  }
};

/// Splits the number of a packed pixel, over the batch, into image, row and column.
struct PackedPixel {
  int count;
  FastDivmod row, image;
  Margin border;
};

/// Stores the sum of map c over the 32 pixels of a warp, of which this lane has this one.
__device__ void store_sum(const GradientMaps& maps, int c, int pixel, float number) {
  const float sum = sum_over_warp(number);
  const int i = pixel / 32;
  if (threadIdx.x % 32 == 0 && c < maps.channels && i < maps.sums_of_map)
    maps.sums[c * maps.sums_of_map + i] = sum;
}

/// packed[n, y + border, x + border, c] = maps' number (n, c, y, x), rounded; else 0
///
/// Thread:  four registers, each with one number or two, of two channels of a pixel; then a chunk,
///          which is of two pixels where a pixel has half a chunk.
/// Block:   4 KB: a tile of kChannels by kPixels. Threads read along the pixels, as they lie in a
///          map, and write along the channels. In between, the tile is transposed in shared memory,
///          whose rows are one longer than they need to be: otherwise all registers of a pixel
///          would lie in one bank.
/// Warp:    the same channels at a time, of 32 pixels. For a gradient it adds them up.
/// Traffic: a read of 4 bytes, or two behind a ReLU, and a write of 2 or 4 for each number.
/// Limits:  sm_80 or later, for the rounding.
template <class Arithmetic, int kChannels, class Maps>
__global__ void __launch_bounds__(kThreads)
    conv_pack_maps_kernel(Maps maps, PackedPixel pixels, int channels, Chunk* packed) {
  constexpr int kPer = Arithmetic::kPerRegister, kPixels = pixels_of_tile<Arithmetic>(kChannels);
  static_assert(kPixels % 32 == 0);
  __shared__ unsigned tile[kChannels / kPer][kPixels + 1];
  const int first_pixel = int(blockIdx.x) * kPixels, first_channel = int(blockIdx.y) * kChannels;

  float numbers[kRegisters][kPer];  // all loads are in flight before the first is needed
  ALEXNET_UNROLL
  for (int k = 0; k < kRegisters; ++k) {
    const int place = int(threadIdx.x) + k * kThreads;
    const int pixel = first_pixel + place % kPixels, c = first_channel + place / kPixels * kPer;
    const auto [row, packed_x] = pixels.row(pixel);
    const auto [n, packed_y] = pixels.image(row);
    const int y = packed_y - pixels.border.rows, x = packed_x - pixels.border.pixels;
    const bool inside = pixel < pixels.count && unsigned(y) < unsigned(maps.height) &&
                        unsigned(x) < unsigned(maps.width);
    ALEXNET_UNROLL
    for (int i = 0; i < kPer; ++i)
      numbers[k][i] = maps.number(inside, n, c + i, y * maps.width + x);
  }
  ALEXNET_UNROLL
  for (int k = 0; k < kRegisters; ++k) {
    const int place = int(threadIdx.x) + k * kThreads;
    const int row = place / kPixels, pixel = place % kPixels;
    tile[row][pixel] = Arithmetic::round(numbers[k]);
    if constexpr (std::is_same_v<Maps, GradientMaps>) {
      if (!maps.sums) continue;
      ALEXNET_UNROLL
      for (int i = 0; i < kPer; ++i)
        store_sum(maps, first_channel + row * kPer + i, first_pixel + pixel, numbers[k][i]);
    }
  }
  __syncthreads();

  constexpr int kChunk = numbers_of_chunk(Arithmetic::kMath);
  const int number = int(threadIdx.x) * kChunk;  // of the tile, by pixels
  const auto part = [&](int k) {
    const int i = number + kPer * k;
    return tile[i % kChannels / kPer][i / kChannels];
  };
  const int pixel = first_pixel + number / kChannels, c = first_channel + number % kChannels;
  if (pixel < pixels.count && c < channels)
    packed[(std::int64_t{pixel} * channels + c) / kChunk] = {part(0), part(1), part(2), part(3)};
}

/// Splits a place in a packed line into the tap (ky, kx) and the channel whose number lies there.
struct PackedLine {
  int row, pixel;  // numbers

  struct Place {
    int ky, kx, c;
  };
  __device__ Place operator()(int number) const {
    const int in_row = number % row;
    return {number / row, in_row / pixel, in_row % pixel};
  }
};

/// Thread:  one chunk.
/// Block:   shares nothing.
/// Traffic: a read for each number, as far apart as channels are (for grad_x: as filters); what a
///          warp does not use of a sector is in a cache when others want it. Weights are few
///          compared with maps.
template <class Arithmetic>
__global__ void conv_pack_filters_kernel(const float* weight, FilterOrder order, PackedLine line,
                                         int chunks_in_line, Chunk* packed) {
  const std::int64_t i = element_of_thread();
  if (i >= std::int64_t{order.lines} * chunks_in_line) return;
  constexpr int kPer = Arithmetic::kPerRegister;
  const int first = int(i % chunks_in_line) * kPer * kRegisters;
  weight += int(i / chunks_in_line) * order.line_stride;
  const auto number = [&](int k) {
    const auto [ky, kx, c] = line(first + k);
    if (kx >= order.width || c >= order.channels) return 0.0f;
    const int tap = ky * order.width + kx;
    return weight[c * order.channel_stride +
                  (order.turned ? order.height * order.width - 1 - tap : tap)];
  };
  const auto part = [&](int k) {
    float numbers[kPer];
    ALEXNET_UNROLL
    for (int j = 0; j < kPer; ++j) numbers[j] = number(k * kPer + j);
    return Arithmetic::round(numbers);
  };
  packed[i] = {part(0), part(1), part(2), part(3)};
}

/// Thread:  one number of the packed matrix: all pieces of it, always in the same order.
/// Block:   shares nothing.
/// Traffic: one read per piece; neighbouring threads read neighbouring numbers.
__global__ void conv_add_filters_kernel(const float* pieces, int count, FilterOrder order,
                                        PackedLine line, int line_size, float* weight) {
  const std::int64_t i = element_of_thread(), size = std::int64_t{order.lines} * line_size;
  if (i >= size) return;
  const auto [ky, kx, c] = line(int(i % line_size));
  if (kx >= order.width || c >= order.channels) return;
  float sum = 0;
  for (int piece = 0; piece < count; ++piece) sum += pieces[piece * size + i];
  weight[int(i / line_size) * order.line_stride + c * order.channel_stride + ky * order.width +
         kx] = sum;
}

/// Tiles of that many channels.
template <class Arithmetic, int kChannels, class Maps>
void pack_tiles(const Stream& stream, const Maps& maps, const Margin& border, const Layout& layout,
                Chunk* packed) {
  const int channels = int(layout.pixel);
  const PackedPixel pixels = {int(layout.pixels()), FastDivmod(int(layout.pixels_in_row())),
                              FastDivmod(int(layout.rows)), border};
  const dim3 blocks(unsigned(ceil_div(pixels.count, pixels_of_tile<Arithmetic>(kChannels))),
                    unsigned(ceil_div(channels, kChannels)));
  launch<conv_pack_maps_kernel<Arithmetic, kChannels, Maps>>(stream, {blocks, dim3(kThreads)}, maps,
                                                             pixels, channels, packed);
}

/// A tile has all the channels of a pixel, if they are few.
template <class Arithmetic, class Maps>
void pack(const Stream& stream, const Maps& maps, const Margin& border, const Layout& layout,
          Chunk* packed) {
  constexpr int kMany = 32 * Arithmetic::kPerRegister;  // and 32 pixels
  const auto tiles = layout.pixel == 4   ? pack_tiles<Arithmetic, 4, Maps>
                     : layout.pixel == 8 ? pack_tiles<Arithmetic, 8, Maps>
                                         : pack_tiles<Arithmetic, kMany, Maps>;
  tiles(stream, maps, border, layout, packed);
}

template <class Arithmetic, int kInputs>
void pack_inputs(const Stream& stream, Inputs inputs, const Margin& border, const Layout& layout,
                 Chunk* packed) {
  InputMaps<kInputs> maps = {};
  for (std::size_t i = 0; i < inputs.size(); ++i)
    maps.data[i] = inputs[i].data, maps.channels[i] = inputs[i].shape.c;
  maps.height = inputs[0].shape.h, maps.width = inputs[0].shape.w;
  pack<Arithmetic>(stream, maps, border, layout, packed);
}

/// The numbers of a filter's row as it is packed: a window's run.
PackedLine packed_line(const FilterOrder& order, const Layout& layout) {
  return {int(ceil_div(order.width * layout.pixel, layout.chunk) * layout.chunk),
          int(layout.pixel)};
}

}  // namespace

template <class Arithmetic>
void pack_maps(const Stream& stream, Inputs inputs, const Margin& border, const Layout& layout,
               Chunk* packed) {
  const auto pack =
      inputs.size() == 1 ? pack_inputs<Arithmetic, 1> : pack_inputs<Arithmetic, kMostInputs>;
  pack(stream, inputs, border, layout, packed);
}

template <class Arithmetic>
void pack_gradient(const Stream& stream, ConstTensorView grad_y, ConstTensorView relu_y,
                   const Margin& border, const Layout& layout, Chunk* packed, float* sums) {
  const Shape& s = grad_y.shape;
  const GradientMaps maps = {
      grad_y.data, relu_y.data, s.c, s.h, s.w, sums, int(sums_of_map(layout))};
  pack<Arithmetic>(stream, maps, border, layout, packed);
}

template <class Arithmetic>
void pack_filters(const Stream& stream, const float* weight, const FilterOrder& order,
                  const Layout& layout, Chunk* packed) {
  const PackedLine line = packed_line(order, layout);
  const int chunks = order.height * line.row / int(layout.chunk);
  launch<conv_pack_filters_kernel<Arithmetic>>(stream, cover(std::int64_t{order.lines} * chunks),
                                               weight, order, line, chunks, packed);
}

void add_filters(const Stream& stream, const float* pieces, int count, const FilterOrder& order,
                 const Layout& layout, float* weight) {
  const PackedLine line = packed_line(order, layout);
  const int line_size = order.height * line.row;
  launch<conv_add_filters_kernel>(stream, cover(std::int64_t{order.lines} * line_size), pieces,
                                  count, order, line, line_size, weight);
}

#define ALEXNET_PACK_WITH(Arithmetic)                                                      \
  template void pack_maps<Arithmetic>(const Stream&, Inputs, const Margin&, const Layout&, \
                                      Chunk*);                                             \
  template void pack_gradient<Arithmetic>(const Stream&, ConstTensorView, ConstTensorView, \
                                          const Margin&, const Layout&, Chunk*, float*);   \
  template void pack_filters<Arithmetic>(const Stream&, const float*, const FilterOrder&,  \
                                         const Layout&, Chunk*);
ALEXNET_PACK_WITH(gemm::Tf32)
ALEXNET_PACK_WITH(gemm::Bf16)
#undef ALEXNET_PACK_WITH

}  // namespace alexnet::cuda::packed
