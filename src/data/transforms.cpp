#include "data/transforms.h"

#include <cmath>

#include "core/parallel.h"

namespace alexnet {
namespace {

constexpr float kNoise = 0.1f;  // the standard deviation of the paper's random variable

void add_colour_noise(ColourNoise kind, const Statistics& statistics, RandomSequence& random,
                      Crop& crop) {
  for (int i = 0; i < 3; ++i) {
    const float variance = statistics.colour_variance[i];
    // With colours 0 ... 1 the eigenvalue is variance / 255^2 and the shift 255 times smaller.
    const float magnitude =
        kind == ColourNoise::eigenvalues ? variance / 255 : std::sqrt(std::max(0.0f, variance));
    const float amount = kNoise * random.normal() * magnitude;
    for (int c = 0; c < 3; ++c) crop.colour_shift[c] += amount * statistics.colour_direction[i][c];
  }
  if (kind == ColourNoise::standard_deviations) crop.divisor = 1 + kNoise;
}

}  // namespace

Crop centre_crop(int side, int crop_side) {
  return {(side - crop_side) / 2, (side - crop_side) / 2};
}

std::array<Crop, 10> ten_crops(int side, int crop_side) {
  const int end = side - crop_side, middle = end / 2;
  std::array<Crop, 10> crops{{{0, 0}, {0, end}, {end, 0}, {end, end}, {middle, middle}}};
  for (int i = 0; i < 5; ++i) {
    crops[5 + i] = crops[i];
    crops[5 + i].mirrored = true;
  }
  return crops;
}

Crop random_crop(const Augmentation& augmentation, const Statistics& statistics, int side,
                 int crop_side, RandomStream stream) {
  RandomSequence random(stream);
  Crop crop = centre_crop(side, crop_side);
  if (augmentation.crops_and_reflections) {
    crop.top = random.below(side - crop_side + 1);
    crop.left = random.below(side - crop_side + 1);
    crop.mirrored = random.chance(0.5f);
  }
  if (augmentation.colour_noise != ColourNoise::none)
    add_colour_noise(augmentation.colour_noise, statistics, random, crop);
  return crop;
}

void preprocess(std::span<const std::uint8_t> picture, const Preprocessing& preprocessing,
                const Crop& crop, int crop_side, float* to) {
  const ConstTensorView mean_image = preprocessing.statistics.mean_image;
  const MeanCrop mean_crop = preprocessing.mean_crop;
  const Shape& shape = mean_image.shape;
  const int side = shape.w;
  ALEXNET_CHECK_EQ(std::int64_t(picture.size()), shape.size());
  ALEXNET_CHECK_GE(std::min(crop.top, crop.left), 0);
  ALEXNET_CHECK_GE(side - crop_side, std::max(crop.top, crop.left));
  const Crop mean_place = mean_crop == MeanCrop::centre ? centre_crop(side, crop_side) : crop;
  const float scale = 1 / (crop.divisor * preprocessing.divisor);
  for (int c = 0; c < shape.c; ++c)
    for (int y = 0; y < crop_side; ++y, to += crop_side) {
      const std::uint8_t* row = &picture[(std::size_t(c) * side + crop.top + y) * side + crop.left];
      const float* mean = &mean_image(0, c, mean_place.top + y, mean_place.left);
      const float shift = crop.colour_shift[c];
      // The mean belongs to places in the picture, so it is mirrored together with the picture -
      // except in the 2012 code, where it is not mirrored.
      if (!crop.mirrored)
        for (int x = 0; x < crop_side; ++x) to[x] = (float(row[x]) - mean[x] + shift) * scale;
      else if (mean_crop == MeanCrop::same_place)
        for (int x = 0; x < crop_side; ++x)
          to[crop_side - 1 - x] = (float(row[x]) - mean[x] + shift) * scale;
      else
        for (int x = 0; x < crop_side; ++x)
          to[x] = (float(row[crop_side - 1 - x]) - mean[x] + shift) * scale;
    }
}

void fill_test_batch(const Dataset& data, const Preprocessing& preprocessing,
                     std::span<const int> indices, const Crop& crop, TensorView images) {
  ALEXNET_CHECK(images.shape.c == data.channels() && images.shape.h == images.shape.w,
                "images: expected squares of {} channels, found {}", data.channels(),
                to_text(images.shape));
  parallel_for(std::int64_t(indices.size()), [&](std::int64_t i) {
    preprocess(data.image(indices[i]), preprocessing, crop, images.shape.w,
               &images(int(i), 0, 0, 0));
  });
}

}  // namespace alexnet
