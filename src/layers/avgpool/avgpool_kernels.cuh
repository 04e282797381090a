#pragma once
#include "layers/block_per_map.cuh"
#include "layers/pool_shape.h"

namespace alexnet::cuda {

/// y = mean of each window. Adds up columns first, as the CPU does, so the sums are the same.
/// Thread:  an output at a time.
/// Block:   one map of one image.
/// Traffic: size^2 reads per output. Where windows overlap, and along a row of windows, the cache
///          holds what a neighbour has read; each pixel is read from memory once.
__global__ void avgpool_forward_kernel(const float* x, float* y, Shape xs, Shape ys, PoolParams p,
                                       FastDivmod row_of_y) {
  const float* from = x + blockIdx.x * xs.map_size();
  float* to = y + blockIdx.x * ys.map_size();
  for (int i = threadIdx.x; i < ys.map_size(); i += blockDim.x) {
    const auto [oy, ox] = row_of_y(i);
    const PoolWindow window(xs, p, oy, ox);
    float sum = 0;
    for (int ix = window.x0; ix < window.x1; ++ix) {
      float column = 0;
      for (int iy = window.y0; iy < window.y1; ++iy) column += from[iy * xs.w + ix];
      sum += column;
    }
    to[i] = sum / float(window.area());
  }
}

/// grad_x = sum of the shares of the windows that cover the pixel. A gather: every pixel asks which
/// windows cover it, so no two threads write to the same place.
/// Thread:  a pixel of x at a time.
/// Block:   one map of one image.
/// Traffic: a read per covering window, (size / stride)^2 on average, most of them from the cache;
///          one write.
__global__ void avgpool_backward_kernel(const float* grad_y, float* grad_x, Shape xs, Shape ys,
                                        PoolParams p, FastDivmod row_of_x, FastDivmod stride) {
  const float* from = grad_y + blockIdx.x * ys.map_size();
  float* to = grad_x + blockIdx.x * xs.map_size();
  for (int i = threadIdx.x; i < xs.map_size(); i += blockDim.x) {
    const auto [iy, ix] = row_of_x(i);
    const CoveringWindows covering(ys, p, iy, ix, [&](int n) { return stride.quotient(n); });
    float sum = 0;
    for (int oy = covering.oy0; oy < covering.oy1; ++oy) {
      float row = 0;
      for (int ox = covering.ox0; ox < covering.ox1; ++ox)
        row += from[oy * ys.w + ox] / float(PoolWindow(xs, p, oy, ox).area());
      sum += row;
    }
    to[i] = sum;
  }
}

}  // namespace alexnet::cuda
