#include "layers/lrn/check_odd_size.h"
#include "layers/lrn_within_channel/lrn_within_channel.h"
#include "layers/lrn_within_channel/lrn_within_channel_kernels.cuh"

namespace alexnet {
namespace {

/// So that the ratios of a tile and its frame, (16 + size - 1)^2 floats, fit into the 48 KiB of
/// shared memory that every GPU gives a block by default.
constexpr int kLargestSize = 95;

void check_size(const LrnWithinChannelParams& p) {
  check_odd_size(p.size);
  ALEXNET_CHECK(p.size <= kLargestSize,
                "local response normalization within maps on a GPU: size is at most {}, found {}",
                kLargestSize, p.size);
}

}  // namespace

void cuda::lrn_within_channel_forward(const Stream& stream, ConstTensorView x, TensorView y,
                                      const LrnWithinChannelParams& p) {
  check_size(p);
  ALEXNET_CHECK_EQ(y.shape, x.shape);
  launch<lrn_within_channel_forward_kernel>(stream, tiles_of_maps(x.shape), x.data, y.data, x.shape,
                                            p);
}

void cuda::lrn_within_channel_backward(const Stream& stream, ConstTensorView x, ConstTensorView y,
                                       ConstTensorView grad_y, TensorView grad_x,
                                       const LrnWithinChannelParams& p) {
  check_size(p);
  ALEXNET_CHECK_EQ(y.shape, x.shape);
  ALEXNET_CHECK_EQ(grad_y.shape, x.shape);
  ALEXNET_CHECK_EQ(grad_x.shape, x.shape);
  const int side = kTile + p.size - 1;
  Grid grid = tiles_of_maps(x.shape);
  grid.shared_bytes = std::size_t(side * side) * sizeof(float);
  launch<lrn_within_channel_backward_kernel>(stream, grid, x.data, y.data, grad_y.data, grad_x.data,
                                             x.shape, p);
}

}  // namespace alexnet
