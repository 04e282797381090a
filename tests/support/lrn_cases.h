#pragma once
#include "layers/lrn/lrn_rungs.h"
#include "support/tensors.h"

// What local response normalization is tried on, on the CPU and on devices.
namespace alexnet::test {

inline constexpr LrnParams kPaperLrn = {};
/// Neighbours that damp much more than in the paper, so that an error shows.
constexpr LrnParams strong_lrn(int size = 5) {
  return {.size = size, .k = 1, .alpha = Real(0.5), .beta = Real(0.75)};
}

struct LrnCase {
  const char* why;
  Shape x;
  LrnParams params;
};

inline constexpr int kStrip = cpu::strips::kStrip;
static_assert(kStrip == 256, "of pixels, as a block of a device has threads, which take 16 maps");

inline const std::vector<LrnCase> kSmallLrns = {
    {"a single number", {1, 1, 1, 1}, kPaperLrn},
    {"fewer maps than the window", {2, 3, 5, 5}, strong_lrn()},
    {"as many maps as the window", {1, 5, 3, 7}, strong_lrn()},
    {"primes everywhere", {3, 7, 13, 11}, strong_lrn()},
    {"pixels: a strip less one", {1, 6, 1, kStrip - 1}, strong_lrn()},
    {"pixels: a strip", {2, 6, 1, kStrip}, strong_lrn()},
    {"pixels: a strip and one", {1, 6, 1, kStrip + 1}, strong_lrn()},
    {"pixels: two strips and a few", {2, 6, 17, 31}, strong_lrn()},
    {"pixels of two images in one block", {2, 6, 1, kStrip / 2}, strong_lrn()},
    {"maps: a thread's less one", {2, 15, 3, 3}, strong_lrn()},
    {"maps: a thread's", {2, 16, 3, 3}, strong_lrn()},
    {"maps: a thread's and one", {2, 17, 3, 3}, strong_lrn()},
    {"maps: two threads' and one", {1, 33, 3, 3}, strong_lrn()},
    {"a window of 3", {2, 19, 3, 5}, strong_lrn(3)},
    {"a window of 7", {2, 19, 3, 5}, strong_lrn(7)},
    {"a window of 9", {2, 19, 3, 5}, strong_lrn(9)},
    {"the map alone", {1, 4, 5, 5}, {.size = 1, .k = 1, .alpha = 2}},
    {"a window wider than all maps", {1, 4, 5, 5}, {.size = 31, .k = 1, .alpha = 1}},
    {"another power", {1, 6, 5, 5}, {.size = 3, .k = 1, .alpha = 1, .beta = Real(0.5)}},
};
inline const std::vector<LrnCase> kAlexNetLrns = {
    {"AlexNet's norm1, one tower", {1, 48, 55, 55}, kPaperLrn},
    {"AlexNet's norm2, an odd batch", {3, 128, 27, 27}, kPaperLrn},
};

}  // namespace alexnet::test
