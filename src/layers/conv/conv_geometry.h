#pragma once
#include "layers/conv/conv.h"

namespace alexnet::cuda {

/// The extents of a convolution of one input, as kernels get them. Where a layer has several
/// inputs, each is convolved with its own channels of every filter, and the results are added up.
struct ConvGeometry {
  int images;
  int channels, height, width;  ///< of this input
  int filters, filter_height, filter_width;
  int first_channel, filter_channels;  ///< where this input's begin in a filter; how many it has
  int out_height, out_width;
  int stride, pad;
};

/// Calls body(input, geometry) for each input, or gradient of an input, of a layer.
template <class View, class Body>
void for_each_input(std::span<const View> inputs, const Shape& weight, const Shape& y,
                    const ConvParams& params, Body body) {
  int first_channel = 0;
  for (const View& input : inputs) {
    const Shape& x = input.shape;
    body(input, ConvGeometry{x.n, x.c, x.h, x.w, weight.n, weight.h, weight.w, first_channel,
                             weight.c, y.h, y.w, params.stride, params.pad});
    first_channel += x.c;
  }
}

}  // namespace alexnet::cuda
