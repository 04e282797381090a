#pragma once
#include <cmath>

#include "cuda/cuda.h"
#include "cuda/fast_divmod.h"
#include "data/transforms.h"

namespace alexnet::cuda {

/// (picture - mean + colour shift) / divisors, in the crop of each picture.
/// Thread:  one number of `to`; blockIdx is (part of the crop, channel, picture).
/// Block:   shares nothing.
/// Traffic: a byte of the picture, a float of the mean image and one of the result. Neighbouring
///          threads have neighbouring pixels, in a mirrored crop from right to left. The mean image
///          is the same for all pictures, so it comes from the cache.
__global__ void preprocess_batch_kernel(const std::uint8_t* pictures, const Crop* crops,
                                        const float* mean_image, MeanCrop mean_crop, int centre,
                                        float divisor, float* to, int side, int crop_side,
                                        FastDivmod row) {
  const int i = int(blockIdx.x * blockDim.x + threadIdx.x);
  if (i >= crop_side * crop_side) return;
  const int c = int(blockIdx.y), channels = int(gridDim.y);
  const std::int64_t plane = std::int64_t{blockIdx.z} * channels + c;
  to += plane * crop_side * crop_side + i;

  const Crop& crop = crops[blockIdx.z];
  const int room = side - crop_side;
  if (crop.top < 0 || crop.top > room || crop.left < 0 || crop.left > room) {
    *to = NAN;
    return;
  }
  const auto [y, x] = row(i);
  const int picture_x = crop.left + (crop.mirrored ? crop_side - 1 - x : x);
  const int picture_at = (crop.top + y) * side + picture_x;
  // The mean belongs to places in the picture, so it is mirrored together with the picture - except
  // in the 2012 code, where it is not mirrored.
  const int mean_at =
      mean_crop == MeanCrop::same_place ? picture_at : (centre + y) * side + centre + x;
  const float pixel = pictures[plane * side * side + picture_at];
  const float mean = mean_image[c * side * side + mean_at];
  const float scale = 1 / (crop.divisor * divisor);
  *to = (pixel - mean + crop.colour_shift[c]) * scale;
}

}  // namespace alexnet::cuda
