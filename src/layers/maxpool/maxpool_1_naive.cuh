#pragma once
// Rung 1: a thread for every number that is written.
#include "layers/elementwise.cuh"
#include "layers/maxpool/maxpool.h"
#include "layers/maxpool/maxpool_winner.cuh"

namespace alexnet::cuda::naive {

/// y = max of each window.
/// Thread:  one output.
/// Block:   shares nothing.
/// Traffic: size^2 reads per output, most of them served by the cache: windows overlap.
/// Next:    i may be large, and a GPU divides 64-bit numbers in software, by a long sequence of
///          instructions. Rung 2 needs no such division.
__global__ void maxpool_forward_naive_kernel(const float* x, float* y, Shape xs, Shape ys,
                                             PoolParams p) {
  const std::int64_t i = element_of_thread();
  if (i >= ys.size()) return;
  const int ox = int(i % ys.w), oy = int(i / ys.w % ys.h);
  const float* map = x + i / ys.map_size() * xs.map_size();
  y[i] = winner_of_window(map, xs, PoolWindow(xs, p, oy, ox)).value;
}

/// grad_x = sum of grad_y over the windows that the pixel wins. Done the CPU's way, window by
/// window, several threads would add to the same place. That takes atomic additions, and their
/// order changes the last digits from run to run. So every pixel asks instead: which windows cover
/// me, and which of them did I win?
/// Thread:  one pixel of x.
/// Block:   shares nothing.
/// Traffic: (size / stride)^2 windows of size^2 reads each, nearly all of them served by the cache.
/// Next:    all pixels of a window look for the same winner; rung 2 looks for it once.
__global__ void maxpool_backward_naive_kernel(const float* x, const float* grad_y, float* grad_x,
                                              Shape xs, Shape ys, PoolParams p) {
  const std::int64_t i = element_of_thread();
  if (i >= xs.size()) return;
  const std::int64_t map = i / xs.map_size();
  const int me = int(i % xs.map_size());
  const CoveringWindows covering(ys, p, me / xs.w, me % xs.w);
  float sum = 0;
  for (int oy = covering.oy0; oy < covering.oy1; ++oy)
    for (int ox = covering.ox0; ox < covering.ox1; ++ox) {
      const PoolWindow window(xs, p, oy, ox);
      if (winner_of_window(x + map * xs.map_size(), xs, window).place == me)
        sum += grad_y[map * ys.map_size() + oy * ys.w + ox];
    }
  grad_x[i] = sum;
}

inline void maxpool_forward(const Stream& stream, ConstTensorView x, TensorView y,
                            const PoolParams& p) {
  launch<maxpool_forward_naive_kernel>(stream, cover(y.shape.size()), x.data, y.data, x.shape,
                                       y.shape, p);
}

inline void maxpool_backward(const Stream& stream, ConstTensorView x, ConstTensorView grad_y,
                             TensorView grad_x, const PoolParams& p) {
  launch<maxpool_backward_naive_kernel>(stream, cover(x.shape.size()), x.data, grad_y.data,
                                        grad_x.data, x.shape, grad_y.shape, p);
}

}  // namespace alexnet::cuda::naive
