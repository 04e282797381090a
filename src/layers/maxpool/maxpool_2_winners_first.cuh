#pragma once
// Rung 2: a block for every map. The backward pass first finds the winners of all windows; then
// every pixel checks whether it is one of them.
#include "layers/block_per_map.cuh"
#include "layers/maxpool/maxpool.h"
#include "layers/maxpool/maxpool_winner.cuh"

namespace alexnet::cuda::winners_first {

/// y = max of each window.
/// Thread:  an output at a time.
/// Block:   one map of one image.
/// Traffic: size^2 reads per output. The block reads its map in order, so the pixels that windows
///          share are in the cache, and each is read from memory once.
__global__ void maxpool_forward_winners_first_kernel(const float* x, float* y, Shape xs, Shape ys,
                                                     PoolParams p, FastDivmod row_of_y) {
  const float* map = x + blockIdx.x * xs.map_size();
  float* to = y + blockIdx.x * ys.map_size();
  for (int i = threadIdx.x; i < ys.map_size(); i += blockDim.x) {
    const auto [oy, ox] = row_of_y(i);
    to[i] = map[winner_of_window(map, xs, PoolWindow(xs, p, oy, ox))];
  }
}

/// grad_x = sum of grad_y over the windows that the pixel wins, in a fixed order.
/// Thread:  a window at a time, then a pixel of x at a time.
/// Block:   one map of one image; its threads share the winners, one position per window.
/// Traffic: size^2 reads of x per window and (size / stride)^2 reads of the winners per pixel; each
///          pixel is read from memory once, as in forward. y is not needed: it has the winners'
///          values but not their positions.
/// Limits:  the winners of a map must fit into shared memory.
__global__ void maxpool_backward_winners_first_kernel(const float* x, const float* grad_y,
                                                      float* grad_x, Shape xs, Shape ys,
                                                      PoolParams p, FastDivmod row_of_x,
                                                      FastDivmod row_of_y, FastDivmod stride) {
  ALEXNET_DYNAMIC_SHARED(int, winners);
  const float* map = x + blockIdx.x * xs.map_size();
  const float* from = grad_y + blockIdx.x * ys.map_size();
  float* to = grad_x + blockIdx.x * xs.map_size();
  for (int i = threadIdx.x; i < ys.map_size(); i += blockDim.x) {
    const auto [oy, ox] = row_of_y(i);
    winners[i] = winner_of_window(map, xs, PoolWindow(xs, p, oy, ox));
  }
  __syncthreads();
  for (int me = threadIdx.x; me < xs.map_size(); me += blockDim.x) {
    const auto [iy, ix] = row_of_x(me);
    const CoveringWindows covering(ys, p, iy, ix, [&](int i) { return stride.quotient(i); });
    float sum = 0;
    for (int oy = covering.oy0; oy < covering.oy1; ++oy)
      for (int ox = covering.ox0; ox < covering.ox1; ++ox)
        if (winners[oy * ys.w + ox] == me) sum += from[oy * ys.w + ox];
    to[me] = sum;
  }
}

inline std::size_t winners_bytes(const Shape& y) { return std::size_t(y.map_size()) * sizeof(int); }

/// Every GPU gives a block 48 KiB of shared memory by default: room for 12288 windows. AlexNet's
/// largest pooled maps have 729.
inline bool supports(const Shape& x, const PoolParams& p) {
  return winners_bytes(pool_output_shape(x, p)) <= 48 << 10;
}

inline void maxpool_forward(const Stream& stream, ConstTensorView x, TensorView y,
                            const PoolParams& p) {
  launch<maxpool_forward_winners_first_kernel>(stream, block_per_map(y.shape), x.data, y.data,
                                               x.shape, y.shape, p, FastDivmod(y.shape.w));
}

inline void maxpool_backward(const Stream& stream, ConstTensorView x, ConstTensorView grad_y,
                             TensorView grad_x, const PoolParams& p) {
  ALEXNET_CHECK(supports(x.shape, p),
                "max pooling, rung winners_first: the winners of a map of {} windows do not fit "
                "into 48 KiB of shared memory; rung naive takes any",
                grad_y.shape.map_size());
  Grid grid = block_per_map(x.shape);
  grid.shared_bytes = winners_bytes(grad_y.shape);
  launch<maxpool_backward_winners_first_kernel>(stream, grid, x.data, grad_y.data, grad_x.data,
                                                x.shape, grad_y.shape, p, FastDivmod(x.shape.w),
                                                FastDivmod(grad_y.shape.w), FastDivmod(p.stride));
}

}  // namespace alexnet::cuda::winners_first
