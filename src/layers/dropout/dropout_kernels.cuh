#pragma once
#include "core/rng.h"
#include "layers/elementwise.cuh"

namespace alexnet::cuda {

/// to[i] = from[i] where the mask keeps i, else 0. Forward and backward are the same kernel.
/// Thread:  four adjacent elements, because random numbers come in blocks of four: a block costs
///          ten rounds of products, too many for one element.
/// Block:   shares nothing.
/// Traffic: one read and one write per element; the mask is computed, not read. A warp's elements
///          are 512 contiguous bytes, but each of its instructions takes every fourth of them: the
///          first brings the lines into the cache, and three more find them there.
__global__ void dropout_kernel(const float* from, float* to, std::int64_t count, float keep,
                               RandomStream random) {
  const std::int64_t block = element_of_thread(), first = 4 * block;
  if (first >= count) return;
  const RandomBlock four = random.block(std::uint64_t(block));
  ALEXNET_UNROLL  // then indices into `four` are constants, and it stays in registers
  for (int k = 0; k < 4; ++k)
    if (const std::int64_t i = first + k; i < count)
      to[i] = RandomStream::to_unit(four[k]) < keep ? from[i] : 0.0f;
}

/// y = x * keep.
/// Thread:  one element.
/// Block:   shares nothing.
/// Traffic: one read and one write per element.
__global__ void dropout_scale_kernel(const float* x, float* y, std::int64_t count, float keep) {
  const std::int64_t i = element_of_thread();
  if (i < count) y[i] = x[i] * keep;
}

}  // namespace alexnet::cuda
