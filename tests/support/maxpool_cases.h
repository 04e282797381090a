#pragma once
#include "core/rng.h"
#include "layers/maxpool/maxpool.h"
#include "support/tensors.h"

// What max pooling is tried on, on the CPU and on devices.
namespace alexnet::test {

struct MaxPoolCase {
  const char* why;
  Shape x;
  PoolParams params;
};

inline const std::vector<MaxPoolCase> kSmallMaxPools = {
    {"a single pixel", {1, 1, 1, 1}, {1, 1}},
    {"an image smaller than the window", {2, 3, 2, 1}, {3, 2}},
    {"a window as large as the image", {1, 2, 5, 5}, {5, 5}},
    {"a window of one pixel: nothing changes", {2, 3, 5, 7}, {1, 1}},
    {"primes everywhere", {3, 5, 17, 13}, {3, 2}},
    {"windows side by side", {2, 3, 12, 8}, {2, 2}},
    {"windows side by side, the last clipped", {2, 3, 13, 7}, {2, 2}},
    {"a window at every pixel", {1, 4, 9, 11}, {3, 1}},
    {"the last window clipped to one pixel", {1, 2, 10, 7}, {3, 3}},
    {"a map of as many pixels as a block has threads, less one", {1, 2, 15, 17}, {3, 1}},
    {"as many", {1, 2, 16, 16}, {3, 1}},
    {"and one more", {1, 2, 1, 257}, {3, 1}},
    {"a long row", {1, 1, 1, 1000}, {3, 2}},
    {"a long column", {1, 1, 1000, 1}, {3, 2}},
};
inline const std::vector<MaxPoolCase> kAlexNetMaxPools = {
    {"AlexNet's pool1, one tower", {1, 48, 55, 55}, {3, 2}},
    {"AlexNet's pool2, an odd batch", {3, 128, 27, 27}, {3, 2}},
    {"AlexNet's pool5", {2, 128, 13, 13}, {3, 2}},
    {"variant pool-2-2 on an odd image", {1, 48, 55, 55}, {2, 2}},
};

/// Few different values, so that windows are full of ties.
inline Tensor tied_tensor(const Shape& shape) {
  Tensor x("tied", shape);
  RandomSequence random(RandomStream(1, "tied"));
  for (Real& value : x.view().values()) value = Real(random.below(3));
  return x;
}

}  // namespace alexnet::test
