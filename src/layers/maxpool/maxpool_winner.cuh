#pragma once
#include "cuda/cuda.h"
#include "layers/pool_shape.h"

namespace alexnet::cuda {

/// Where in its map a window has its largest value; of several places, the first in reading order.
__device__ inline int winner_of_window(const float* map, const Shape& s, const PoolWindow& window) {
  int winner = window.y0 * s.w + window.x0;
  float largest = map[winner];
  for (int iy = window.y0; iy < window.y1; ++iy)
    for (int ix = window.x0; ix < window.x1; ++ix)
      if (const float value = map[iy * s.w + ix]; value > largest) {
        largest = value;
        winner = iy * s.w + ix;
      }
  return winner;
}

}  // namespace alexnet::cuda
