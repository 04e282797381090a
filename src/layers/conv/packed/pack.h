#pragma once
#include "cuda/cuda.h"
#include "layers/conv/packed/layout.h"
#include "layers/layer.h"

// Packs tensors, and unpacks them. Kernels that only move numbers: memory is their limit.
namespace alexnet::cuda::packed {

/// 8 numbers of bf16, the first in the lower half of x, or 4 of tf32.
using Chunk = uint4;

constexpr int kMostInputs = 4;

// Arithmetic, gemm::Tf32 or gemm::Bf16, says how numbers are rounded; layouts are for its chunks.

/// packed = the inputs' maps, one input's channels after another's, after that many rows and pixels
/// of zeros.
template <class Arithmetic>
void pack_maps(const Stream& stream, Inputs inputs, const Margin& border, const Layout& layout,
               Chunk* packed);

/// The same for the gradient of a convolution's y. With `relu_y`, the output of a ReLU after it,
/// grad_y is the gradient of that: packed = grad_y where relu_y > 0, else 0. Sums of what was
/// packed, before it is rounded, come with it: sums[f,i] is that of map f over the i-th 32 packed
/// pixels of the batch; `sums` may be null.
template <class Arithmetic>
void pack_gradient(const Stream& stream, ConstTensorView grad_y, ConstTensorView relu_y,
                   const Margin& border, const Layout& layout, Chunk* packed, float* sums);
inline std::int64_t sums_of_map(const Layout& layout) { return ceil_div(layout.pixels(), 32); }

/// Where the weights of a line lie: element (channel c, tap t) at
/// line * line_stride + c * channel_stride + t. (For grad_x a line is a channel of x, and its
/// channels here, those of grad_y, are the filters.)
struct FilterOrder {
  int lines, channels, height, width;
  int line_stride, channel_stride;
  bool turned = false;  ///< by half a turn: the last tap comes first
};
template <class Arithmetic>
void pack_filters(const Stream& stream, const float* weight, const FilterOrder& order,
                  const Layout& layout, Chunk* packed);

/// weight = the sum of `count` packed matrices of floats, in which each line belongs to a filter.
void add_filters(const Stream& stream, const float* pieces, int count, const FilterOrder& order,
                 const Layout& layout, float* weight);

}  // namespace alexnet::cuda::packed
