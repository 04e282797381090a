#include "layers/conv/packed/pack.h"

#include "cuda/fast_divmod.h"
#include "cuda/tensor_core.cuh"
#include "layers/elementwise.cuh"

namespace alexnet::cuda::packed {
namespace {

constexpr int kThreads = 256;
constexpr int kPairsPerThread = 4;

/// The maps of kInputs inputs, as if they belonged to one.
template <int kInputs>
struct InputMaps {
  const float* data[kInputs];
  int channels[kInputs];
  int height, width;

  /// Map c of image n; nullptr if there is none.
  __device__ const float* find(int n, int c) const {
    ALEXNET_UNROLL
    for (int i = 0; i < kInputs; ++i) {
      if (c < channels[i]) return data[i] + (n * channels[i] + c) * (height * width);
      c -= channels[i];
    }
    return nullptr;
  }
};

/// Splits the number of a packed pixel, over the batch, into image, row and column.
struct PackedPixel {
  int count;
  FastDivmod row, image;
  int top, left;
};

/// packed[n, y + top, x + left, c] = x[n,c,y,x], rounded to bf16; else 0
///
/// Thread:  four pairs of channels, each of one pixel; then eight adjacent numbers, which are of
///          two pixels where a pixel has four.
/// Block:   2048 numbers: a tile of kChannels by 2048 / kChannels pixels. Threads read along the
///          pixels, as they lie in a map, and write along the channels. In between, the tile is
///          transposed in shared memory, whose rows are one longer than they need to be: otherwise
///          all pairs of a pixel would lie in one bank.
/// Traffic: a read of 4 bytes and a write of 2 for each number.
/// Limits:  sm_80 or later, for the rounding.
template <int kChannels, int kInputs>
__global__ void __launch_bounds__(kThreads)
    conv_pack_maps_kernel(InputMaps<kInputs> maps, PackedPixel pixels, int channels,
                          Chunk* packed) {
  constexpr int kPixels = kThreads * kPairsPerThread * 2 / kChannels;
  __shared__ unsigned pairs[kChannels / 2][kPixels + 1];
  const int first_pixel = int(blockIdx.x) * kPixels, first_channel = int(blockIdx.y) * kChannels;

  float numbers[kPairsPerThread][2];  // all loads are in flight before the first is needed
  ALEXNET_UNROLL
  for (int k = 0; k < kPairsPerThread; ++k) {
    const int place = int(threadIdx.x) + k * kThreads;
    const int pixel = first_pixel + place % kPixels, c = first_channel + place / kPixels * 2;
    const auto [row, packed_x] = pixels.row(pixel);
    const auto [n, packed_y] = pixels.image(row);
    const int y = packed_y - pixels.top, x = packed_x - pixels.left;
    const bool inside = pixel < pixels.count && unsigned(y) < unsigned(maps.height) &&
                        unsigned(x) < unsigned(maps.width);
    ALEXNET_UNROLL
    for (int i = 0; i < 2; ++i) {
      const float* map = maps.find(n, c + i);
      numbers[k][i] = inside && map ? map[y * maps.width + x] : 0.0f;
    }
  }
  ALEXNET_UNROLL
  for (int k = 0; k < kPairsPerThread; ++k) {
    const int place = int(threadIdx.x) + k * kThreads;
    pairs[place / kPixels][place % kPixels] = to_bf16x2(numbers[k][0], numbers[k][1]);
  }
  __syncthreads();

  const int number = int(threadIdx.x) * kChunk;  // of the tile, by pixels
  const auto pair = [&](int k) {
    const int i = number + 2 * k;
    return pairs[i % kChannels / 2][i / kChannels];
  };
  const int pixel = first_pixel + number / kChannels, c = first_channel + number % kChannels;
  if (pixel < pixels.count && c < channels)
    packed[(std::int64_t{pixel} * channels + c) / kChunk] = {pair(0), pair(1), pair(2), pair(3)};
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
/// Traffic: eight reads, as far apart as channels are (for grad_x: as filters); what a warp does
///          not use of a sector is in a cache when others want it. Weights are few compared with
///          maps.
__global__ void conv_pack_filters_kernel(const float* weight, FilterOrder order, PackedLine line,
                                         int chunks_in_line, Chunk* packed) {
  const std::int64_t i = element_of_thread();
  if (i >= std::int64_t{order.lines} * chunks_in_line) return;
  const int first = int(i % chunks_in_line) * kChunk;
  weight += int(i / chunks_in_line) * order.line_stride;
  const auto number = [&](int k) {
    const auto [ky, kx, c] = line(first + k);
    if (kx >= order.width || c >= order.channels) return 0.0f;
    const int tap = ky * order.width + kx;
    return weight[c * order.channel_stride +
                  (order.turned ? order.height * order.width - 1 - tap : tap)];
  };
  packed[i] = {to_bf16x2(number(0), number(1)), to_bf16x2(number(2), number(3)),
               to_bf16x2(number(4), number(5)), to_bf16x2(number(6), number(7))};
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

/// A tile has all the channels of a pixel, if they are few.
template <int kChannels, int kInputs>
void pack_tiles(const Stream& stream, const InputMaps<kInputs>& maps, const PackedPixel& pixels,
                int channels, Chunk* packed) {
  constexpr int kPixels = kThreads * kPairsPerThread * 2 / kChannels;
  const dim3 blocks(unsigned(ceil_div(pixels.count, kPixels)),
                    unsigned(ceil_div(channels, kChannels)));
  launch<conv_pack_maps_kernel<kChannels, kInputs>>(stream, {blocks, dim3(kThreads)}, maps, pixels,
                                                    channels, packed);
}

template <int kInputs>
void pack_inputs(const Stream& stream, Inputs inputs, const PackedPixel& pixels, int channels,
                 Chunk* packed) {
  InputMaps<kInputs> maps = {};
  for (std::size_t i = 0; i < inputs.size(); ++i)
    maps.data[i] = inputs[i].data, maps.channels[i] = inputs[i].shape.c;
  maps.height = inputs[0].shape.h, maps.width = inputs[0].shape.w;
  const auto pack = channels == 4   ? pack_tiles<4, kInputs>
                    : channels == 8 ? pack_tiles<8, kInputs>
                                    : pack_tiles<64, kInputs>;
  pack(stream, maps, pixels, channels, packed);
}

PackedLine packed_line(const Layout& layout) {
  return {int(layout.run) * kChunk, int(layout.pixel)};
}

}  // namespace

void pack_maps(const Stream& stream, Inputs inputs, int top, int left, const Layout& layout,
               Chunk* packed) {
  const std::int64_t in_row = layout.pixels_in_row();
  const PackedPixel pixels = {int(layout.images * layout.rows * in_row), FastDivmod(int(in_row)),
                              FastDivmod(int(layout.rows)), top, left};
  const auto pack = inputs.size() == 1 ? pack_inputs<1> : pack_inputs<kMostInputs>;
  pack(stream, inputs, pixels, int(layout.pixel), packed);
}

void pack_filters(const Stream& stream, const float* weight, const FilterOrder& order,
                  const Layout& layout, Chunk* packed) {
  const int chunks = order.height * int(layout.run);
  launch<conv_pack_filters_kernel>(stream, cover(std::int64_t{order.lines} * chunks), weight, order,
                                   packed_line(layout), chunks, packed);
}

void add_filters(const Stream& stream, const float* pieces, int count, const FilterOrder& order,
                 const Layout& layout, float* weight) {
  const int line_size = order.height * int(layout.run) * kChunk;
  launch<conv_add_filters_kernel>(stream, cover(std::int64_t{order.lines} * line_size), pieces,
                                  count, order, packed_line(layout), line_size, weight);
}

}  // namespace alexnet::cuda::packed
