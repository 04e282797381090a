#pragma once
#include <cstdint>

namespace alexnet::cpu {

/// Elements that a thread takes at a time where each element is computed on its own: few enough to
/// stay in the L2 cache, enough to be worth handing out.
constexpr std::int64_t kElementwiseGrain = 1 << 14;

}  // namespace alexnet::cpu
