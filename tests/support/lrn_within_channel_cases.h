#pragma once
#include "layers/lrn_within_channel/lrn_within_channel.h"

// What local response normalization within a channel is tried on, on the CPU and on devices.
namespace alexnet::test {

inline constexpr LrnWithinChannelParams kReleaseWithinChannel = {};
/// Neighbours that damp much more than in the release, so that an error shows.
inline constexpr LrnWithinChannelParams kStrongWithinChannel = {
    .size = 3, .k = 1, .alpha = Real(0.3), .beta = Real(0.5)};

struct LrnWithinChannelCase {
  const char* why;
  Shape x;
  LrnWithinChannelParams params;
};

inline const std::vector<LrnWithinChannelCase> kLrnsWithinChannel = {
    {"a single number", {1, 1, 1, 1}, kStrongWithinChannel},
    {"a map smaller than the window", {2, 3, 2, 1}, {.size = 5, .k = 1, .alpha = 1}},
    {"a row", {1, 2, 1, 7}, kStrongWithinChannel},
    {"primes everywhere", {3, 5, 13, 11}, kStrongWithinChannel},
    {"a tile less one", {1, 2, 15, 15}, kStrongWithinChannel},
    {"a tile", {1, 2, 16, 16}, kStrongWithinChannel},
    {"a tile and one", {1, 2, 17, 17}, {.size = 5, .k = 1, .alpha = 1}},
    {"several tiles", {1, 1, 33, 47}, {.size = 7, .k = 1, .alpha = 1}},
    {"the pixel alone", {1, 3, 5, 5}, {.size = 1, .k = 1, .alpha = 2}},
    {"the largest window", {1, 1, 18, 5}, {.size = 95, .k = 1, .alpha = Real(0.1)}},
    {"the release's cnorm2, few maps, an odd batch", {3, 7, 27, 27}, kReleaseWithinChannel},
};

}  // namespace alexnet::test
