#pragma once
#include "cuda/cuda.h"
#include "layers/conv/packed/layout.h"
#include "layers/layer.h"

// Packs tensors, and unpacks them. Kernels that only move numbers: memory is their limit.
namespace alexnet::cuda::packed {

/// 8 numbers of bf16, the first in the lower half of x.
using Chunk = uint4;

constexpr int kMostInputs = 4;

/// packed = the inputs' maps, one input's channels after another's. The image's first pixel comes
/// after `top` rows and `left` pixels of zeros; if these are negative, that many are left out.
void pack_maps(const Stream& stream, Inputs inputs, int top, int left, const Layout& layout,
               Chunk* packed);

/// Where the weights of a line lie: element (channel c, tap t) at
/// line * line_stride + c * channel_stride + t. (For grad_x a line is a channel of x, and its
/// channels here, those of grad_y, are the filters.)
struct FilterOrder {
  int lines, channels, height, width;
  int line_stride, channel_stride;
  bool turned = false;  ///< by half a turn: the last tap comes first
};
void pack_filters(const Stream& stream, const float* weight, const FilterOrder& order,
                  const Layout& layout, Chunk* packed);

/// weight = the sum of `count` packed matrices of floats, in which each line belongs to a filter.
void add_filters(const Stream& stream, const float* pieces, int count, const FilterOrder& order,
                 const Layout& layout, float* weight);

}  // namespace alexnet::cuda::packed
