#include "cuda/launch.h"
#include "data/transforms_kernels.cuh"

namespace alexnet {

void cuda::preprocess_batch(const Stream& stream, const std::uint8_t* pictures, const Crop* crops,
                            ConstTensorView mean_image, MeanCrop mean_crop, float divisor,
                            TensorView to) {
  const int side = mean_image.shape.w, crop_side = to.shape.w, channels = mean_image.shape.c;
  ALEXNET_CHECK_EQ(mean_image.shape, (Shape{1, channels, side, side}));
  ALEXNET_CHECK_EQ(to.shape, (Shape{to.shape.n, channels, crop_side, crop_side}));
  ALEXNET_CHECK_GE(side, crop_side);
  ALEXNET_CHECK_GE(int(Crop().colour_shift.size()), channels);
  Grid grid = cover(std::int64_t{crop_side} * crop_side);
  grid.blocks.y = unsigned(channels);
  grid.blocks.z = unsigned(to.shape.n);
  launch<preprocess_batch_kernel>(stream, grid, pictures, crops, mean_image.data, mean_crop,
                                  centre_crop(side, crop_side).top, divisor, to.data, side,
                                  crop_side, FastDivmod(crop_side));
}

}  // namespace alexnet
