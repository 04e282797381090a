#pragma once
// Rung 2: a block for every map. The backward pass first finds the winners of all windows; then
// every pixel checks whether it is one of them.
#include <type_traits>

#include "layers/block_per_map.cuh"
#include "layers/maxpool/maxpool.h"
#include "layers/maxpool/maxpool_winner.cuh"

namespace alexnet::cuda::winners_first {

/// As winner_of_window(), of windows whose size is known when this is compiled (0: it is not). A
/// loop over rows and columns waits for each pixel in turn; this one has all of them on their way
/// before it looks at the first. Where the border clips a window, its last row and column are read
/// again, which changes nothing: a pixel read twice is not larger than itself.
template <int kSize>
__device__ Winner winner_of_sized_window(const float* map, const Shape& s,
                                         const PoolWindow& window) {
  if constexpr (kSize == 0) {
    return winner_of_window(map, s, window);
  } else {
    float pixels[kSize][kSize];
    int places[kSize][kSize];
    ALEXNET_UNROLL
    for (int dy = 0; dy < kSize; ++dy) {
      ALEXNET_UNROLL
      for (int dx = 0; dx < kSize; ++dx) {
        places[dy][dx] =
            min(window.y0 + dy, window.y1 - 1) * s.w + min(window.x0 + dx, window.x1 - 1);
        pixels[dy][dx] = map[places[dy][dx]];
      }
    }
    Winner winner = {places[0][0], pixels[0][0]};
    ALEXNET_UNROLL
    for (int dy = 0; dy < kSize; ++dy) {
      ALEXNET_UNROLL
      for (int dx = 0; dx < kSize; ++dx)
        if (pixels[dy][dx] > winner.value) winner = {places[dy][dx], pixels[dy][dx]};
    }
    return winner;
  }
}

/// y = max of each window.
/// Thread:  an output at a time.
/// Block:   one map of one image.
/// Traffic: size^2 reads per output. The block reads its map in order, so the pixels that windows
///          share are in the cache, and each is read from memory once.
template <int kSize>
__global__ void maxpool_forward_winners_first_kernel(const float* x, float* y, Shape xs, Shape ys,
                                                     PoolParams p, FastDivmod row_of_y) {
  const float* map = x + blockIdx.x * xs.map_size();
  float* to = y + blockIdx.x * ys.map_size();
  for (int i = threadIdx.x; i < ys.map_size(); i += blockDim.x) {
    const auto [oy, ox] = row_of_y(i);
    to[i] = winner_of_sized_window<kSize>(map, xs, PoolWindow(xs, p, oy, ox)).value;
  }
}

/// A window's gradient, and who gets it.
struct Share {
  int place;  ///< the winner's
  float gradient;
};

/// grad_x = sum of grad_y over the windows that the pixel wins, in a fixed order.
/// Thread:  a window at a time, then a pixel of x at a time.
/// Block:   one map of one image; its threads share the winners' places and gradients.
/// Traffic: size^2 reads of x per window and (size / stride)^2 reads of shared memory per pixel;
///          each pixel is read from memory once, as in forward. y is not needed: it has the
///          winners' values but not their places.
/// Limits:  the winners of a map and their gradients must fit into shared memory.
template <int kSize>
__global__ void maxpool_backward_winners_first_kernel(const float* x, const float* grad_y,
                                                      float* grad_x, Shape xs, Shape ys,
                                                      PoolParams p, FastDivmod row_of_x,
                                                      FastDivmod row_of_y, FastDivmod stride) {
  ALEXNET_DYNAMIC_SHARED(Share, shares);
  const float* map = x + blockIdx.x * xs.map_size();
  const float* from = grad_y + blockIdx.x * ys.map_size();
  float* to = grad_x + blockIdx.x * xs.map_size();
  for (int i = threadIdx.x; i < ys.map_size(); i += blockDim.x) {
    const auto [oy, ox] = row_of_y(i);
    shares[i] = {winner_of_sized_window<kSize>(map, xs, PoolWindow(xs, p, oy, ox)).place, from[i]};
  }
  __syncthreads();
  for (int me = threadIdx.x; me < xs.map_size(); me += blockDim.x) {
    const auto [iy, ix] = row_of_x(me);
    const CoveringWindows covering(ys, p, iy, ix, [&](int i) { return stride.quotient(i); });
    float sum = 0;
    for (int oy = covering.oy0; oy < covering.oy1; ++oy)
      for (int ox = covering.ox0; ox < covering.ox1; ++ox) {
        const Share share = shares[oy * ys.w + ox];
        sum += share.place == me ? share.gradient : 0.0f;
      }
    to[me] = sum;
  }
}

inline std::size_t shares_bytes(const Shape& y) {
  return std::size_t(y.map_size()) * sizeof(Share);
}

/// Every GPU gives a block 48 KiB of shared memory by default: room for 6144 windows. AlexNet's
/// largest pooled maps have 729.
inline bool supports(const Shape& x, const PoolParams& p) {
  return shares_bytes(pool_output_shape(x, p)) <= 48 << 10;
}

/// Calls body with the windows' size as a constant, if kernels are compiled for it, or 0.
template <class Body>
void with_size_of(const PoolParams& p, Body body) {
  if (p.size == 2) return body(std::integral_constant<int, 2>());
  if (p.size == 3) return body(std::integral_constant<int, 3>());
  body(std::integral_constant<int, 0>());
}

inline void maxpool_forward(const Stream& stream, ConstTensorView x, TensorView y,
                            const PoolParams& p) {
  with_size_of(p, [&](auto size) {
    launch<maxpool_forward_winners_first_kernel<size()>>(
        stream, block_per_map(y.shape), x.data, y.data, x.shape, y.shape, p, FastDivmod(y.shape.w));
  });
}

inline void maxpool_backward(const Stream& stream, ConstTensorView x, ConstTensorView grad_y,
                             TensorView grad_x, const PoolParams& p) {
  ALEXNET_CHECK(
      supports(x.shape, p),
      "max pooling, rung winners_first: the winners and gradients of a map of {} windows do "
      "not fit into 48 KiB of shared memory; rung naive takes any",
      grad_y.shape.map_size());
  Grid grid = block_per_map(x.shape);
  grid.shared_bytes = shares_bytes(grad_y.shape);
  with_size_of(p, [&](auto size) {
    launch<maxpool_backward_winners_first_kernel<size()>>(
        stream, grid, x.data, grad_y.data, grad_x.data, x.shape, grad_y.shape, p,
        FastDivmod(x.shape.w), FastDivmod(grad_y.shape.w), FastDivmod(p.stride));
  });
}

}  // namespace alexnet::cuda::winners_first
