#pragma once
#include "cuda/cuda.h"
#include "layers/pool_shape.h"

namespace alexnet::cuda {

/// The largest value of a window, and where in the map it is.
struct Winner {
  int place;
  float value;
};

/// Of several equal values, the first in reading order wins.
__device__ inline Winner winner_of_window(const float* map, const Shape& s,
                                          const PoolWindow& window) {
  const int first = window.y0 * s.w + window.x0;
  Winner winner = {first, map[first]};
  for (int iy = window.y0; iy < window.y1; ++iy)
    for (int ix = window.x0; ix < window.x1; ++ix)
      if (const float value = map[iy * s.w + ix]; value > winner.value)
        winner = {iy * s.w + ix, value};
  return winner;
}

}  // namespace alexnet::cuda
