#include <cmath>

#include "data/transforms.h"
#include "support/on_device.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

std::vector<std::uint8_t> random_pictures(std::int64_t count) {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(count));
  RandomSequence random(RandomStream(1, "pictures"));
  for (std::uint8_t& byte : bytes) byte = std::uint8_t(random.below(256));
  return bytes;
}

struct Case {
  const char* why;
  int pictures, channels, side, crop_side;
};

const std::vector<Case> kCases = {
    {"a single pixel", 1, 1, 1, 1},
    {"nothing cut away", 2, 3, 8, 8},
    {"primes everywhere", 5, 3, 19, 13},
    {"two channels", 3, 2, 9, 6},
    {"pixels: a block less one", 2, 1, 17, 15},
    {"pixels: a block", 2, 1, 17, 16},
    {"pixels: a block and some", 2, 1, 18, 17},
    {"the paper's pictures", 2, 3, 256, 224},
};

}  // namespace

TEST_CASE("preprocess on a device: the CPU's numbers bit for bit") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  for (const Case& c : kCases)
    for (const MeanCrop mean_crop : {MeanCrop::same_place, MeanCrop::centre}) {
      INFO(c.why << (mean_crop == MeanCrop::centre ? ", mean's centre" : ""));
      const std::int64_t picture_size = std::int64_t{c.channels} * c.side * c.side;
      const std::vector<std::uint8_t> pictures = random_pictures(c.pictures * picture_size);
      Preprocessing preprocessing;
      preprocessing.mean_crop = mean_crop;
      preprocessing.divisor = 57;
      Tensor& mean_image = preprocessing.statistics.mean_image;
      mean_image = random_tensor("mean", {1, c.channels, c.side, c.side}, 50);
      preprocessing.statistics.colour_variance = {14830, 1376, 389};
      preprocessing.statistics.colour_direction = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

      std::vector<Crop> crops;
      Tensor expected("expected", {c.pictures, c.channels, c.crop_side, c.crop_side});
      for (int n = 0; n < c.pictures; ++n) {
        crops.push_back(random_crop({true, ColourNoise::standard_deviations},
                                    preprocessing.statistics, c.side, c.crop_side,
                                    RandomStream(1, "crop", std::uint64_t(n))));
        crops.back().mirrored = n % 2 == 1;
        preprocess(
            std::span(pictures).subspan(std::size_t(n * picture_size), std::size_t(picture_size)),
            preprocessing, crops.back(), c.crop_side, &expected.view()(n, 0, 0, 0));
      }

      const auto device_pictures = on_device(pictures);
      const auto device_crops = on_device(crops);
      const Tensor device_mean = on_device(mean_image);
      in_every_thread_order([&] {
        DeviceOutput to(expected.shape());
        cuda::preprocess_batch(stream, device_pictures.data(), device_crops.data(), device_mean,
                               mean_crop, preprocessing.divisor, to);
        CHECK_CLOSE(to.fetch(), expected, exact());
      });
    }
}

TEST_CASE("preprocess on a device: a crop that leaves its picture gives NaN, and only there") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const std::vector<Crop> crops = {{0, 0}, {-1, 0}, {0, -1}, {3, 0}, {0, 3}, {2, 2}};
  const auto pictures = on_device(random_pictures(6 * 16));
  const auto device_crops = on_device(crops);
  const Tensor mean("mean", {1, 1, 4, 4}, kDevice);
  DeviceOutput to({6, 1, 2, 2});
  cuda::preprocess_batch(stream, pictures.data(), device_crops.data(), mean, MeanCrop::same_place,
                         1, to);
  const Tensor result = to.fetch();
  for (int n = 0; n < 6; ++n)
    for (int i = 0; i < 4; ++i) CHECK(std::isnan(result.data()[4 * n + i]) == (n != 0 && n != 5));
}

TEST_CASE("preprocess on a device: shapes that do not fit are refused") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const auto preprocess_batch = [&](const Shape& mean, const Shape& to) {
    DeviceOutput output(to);
    cuda::preprocess_batch(stream, nullptr, nullptr, Tensor("mean", mean, kDevice),
                           MeanCrop::centre, 1, output);
  };
  CHECK_ERROR(preprocess_batch({1, 3, 8, 7}, {2, 3, 6, 6}), "mean_image.shape", "H=8, W=7");
  CHECK_ERROR(preprocess_batch({1, 3, 8, 8}, {2, 3, 6, 5}), "to.shape", "H=6, W=5");
  CHECK_ERROR(preprocess_batch({1, 3, 8, 8}, {2, 1, 6, 6}), "to.shape", "C=1");
  CHECK_ERROR(preprocess_batch({1, 3, 8, 8}, {2, 3, 9, 9}), "8 and 9");
  CHECK_ERROR(preprocess_batch({1, 4, 8, 8}, {2, 4, 6, 6}), "3 and 4");
}
