#pragma once
#include <algorithm>

#include "core/shape.h"
#include "cuda/fast_divmod.h"
#include "cuda/launch.h"

namespace alexnet::cuda {

/// A block for each map, for kernels in which blockIdx.x is the map and threads go through its
/// pixels in steps of blockDim.x:
///
///     for (int i = threadIdx.x; i < pixels; i += blockDim.x) {
///       const auto [y, x] = row(i);  // FastDivmod row(width)
///
/// Whole warps, and no more of them than a small map can use.
inline Grid block_per_map(const Shape& s) {
  const std::int64_t warps = (s.map_size() + 31) / 32;
  return {dim3(unsigned(s.n) * unsigned(s.c)),
          dim3(unsigned(32 * std::min<std::int64_t>(warps, 8)))};
}

}  // namespace alexnet::cuda
