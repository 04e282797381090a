#pragma once
#include <algorithm>

#include "core/ceil_div.h"
#include "core/shape.h"
#include "cuda/launch.h"
#include "layers/lrn_within_channel/lrn_within_channel.h"

namespace alexnet::cuda {

/// A block takes a tile of kTile x kTile pixels of one map: blockIdx is (map, tile row, tile
/// column).
constexpr int kTile = 16;

inline Grid tiles_of_maps(const Shape& s) {
  return {dim3(unsigned(s.n) * unsigned(s.c), unsigned(ceil_div(s.h, kTile)),
               unsigned(ceil_div(s.w, kTile))),
          dim3(kTile, kTile)};
}

/// d at pixel (y, x) of a map.
__device__ inline float denominator(const float* map, const Shape& s, int y, int x,
                                    const LrnWithinChannelParams& p) {
  const int reach = p.size / 2;
  float sum = 0;
  for (int wy = std::max(0, y - reach); wy <= std::min(s.h - 1, y + reach); ++wy)
    for (int wx = std::max(0, x - reach); wx <= std::min(s.w - 1, x + reach); ++wx)
      sum += map[wy * s.w + wx] * map[wy * s.w + wx];
  return p.k + p.alpha * sum;
}

/// y = x / d^beta.
/// Thread:  one pixel.
/// Block:   a tile of one map; nothing is shared but the cache.
/// Traffic: size^2 reads per pixel, nearly all from the cache.
__global__ void lrn_within_channel_forward_kernel(const float* x, float* y, Shape s,
                                                  LrnWithinChannelParams p) {
  const int row = int(blockIdx.y) * kTile + int(threadIdx.y);
  const int column = int(blockIdx.z) * kTile + int(threadIdx.x);
  if (row >= s.h || column >= s.w) return;
  const float* map = x + blockIdx.x * s.map_size();
  const std::int64_t i = blockIdx.x * s.map_size() + row * s.w + column;
  y[i] = x[i] * powf(denominator(map, s, row, column, p), -p.beta);
}

/// grad_x = grad_y / d^beta - 2 * alpha * beta * x * (sum of grad_y * y / d over the window).
/// Thread:  one pixel; first a few of the ratios.
/// Block:   a tile of one map; shares the ratios grad_y * y / d of the tile and of a frame around
///          it, half a window wide. Outside the map they are zero, so the last sum needs no checks
///          at borders.
/// Traffic: size^2 reads of x per ratio, nearly all from the cache, and as many reads of shared
///          memory per pixel. With size 5 there are 400 ratios for 256 pixels.
/// Limits:  the ratios must fit into shared memory.
__global__ void lrn_within_channel_backward_kernel(const float* x, const float* y,
                                                   const float* grad_y, float* grad_x, Shape s,
                                                   LrnWithinChannelParams p) {
  ALEXNET_DYNAMIC_SHARED(float, ratios);
  const std::int64_t map = blockIdx.x * s.map_size();
  const int reach = p.size / 2, side = kTile + 2 * reach;
  const int top = int(blockIdx.y) * kTile - reach, left = int(blockIdx.z) * kTile - reach;
  for (int i = int(threadIdx.y) * kTile + int(threadIdx.x); i < side * side; i += kTile * kTile) {
    const int row = top + i / side, column = left + i % side;
    ratios[i] = 0;
    if (row < 0 || row >= s.h || column < 0 || column >= s.w) continue;
    const std::int64_t at = map + row * s.w + column;
    ratios[i] = grad_y[at] * y[at] / denominator(x + map, s, row, column, p);
  }
  __syncthreads();

  const int row = top + reach + int(threadIdx.y), column = left + reach + int(threadIdx.x);
  if (row >= s.h || column >= s.w) return;
  float sum = 0;
  for (int wy = 0; wy < p.size; ++wy)
    for (int wx = 0; wx < p.size; ++wx)
      sum += ratios[(int(threadIdx.y) + wy) * side + int(threadIdx.x) + wx];
  const std::int64_t at = map + row * s.w + column;
  const float d = denominator(x + map, s, row, column, p);
  grad_x[at] = grad_y[at] * powf(d, -p.beta) - 2 * p.alpha * p.beta * x[at] * sum;
}

}  // namespace alexnet::cuda
