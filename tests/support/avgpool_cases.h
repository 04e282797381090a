#pragma once
#include "layers/avgpool/avgpool.h"

// What average pooling is tried on, on the CPU and on devices.
namespace alexnet::test {

struct AvgPoolCase {
  const char* why;
  Shape x;
  PoolParams params;
};

inline const std::vector<AvgPoolCase> kAvgPools = {
    {"a single pixel", {1, 1, 1, 1}, {1, 1}},
    {"an image smaller than the window", {2, 3, 2, 1}, {3, 2}},
    {"a window as large as the image", {1, 2, 5, 5}, {5, 5}},
    {"primes everywhere", {3, 5, 17, 13}, {3, 2}},
    {"windows side by side", {2, 3, 12, 8}, {2, 2}},
    {"a window at every pixel", {1, 4, 9, 11}, {3, 1}},
    {"the last window clipped to one pixel", {1, 2, 10, 7}, {3, 3}},
    {"a map of as many pixels as a block has threads, less one", {1, 2, 15, 17}, {3, 1}},
    {"as many", {1, 2, 16, 16}, {3, 1}},
    {"and one more", {1, 2, 1, 257}, {3, 1}},
    {"a long row", {1, 1, 1, 1000}, {3, 2}},
    {"the CIFAR-10 networks of Figure 1, an odd batch", {5, 32, 16, 16}, {3, 2}},
    {"LeNet-5's second pooling", {3, 16, 10, 10}, {2, 2}},
};

}  // namespace alexnet::test
