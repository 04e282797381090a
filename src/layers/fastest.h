#pragma once
#include <span>

namespace alexnet {

/// The last, and so what should be the fastest, rung of a ladder that supports what it is asked
/// for. The first, naive, supports everything.
template <class Rung, class... Asked>
const Rung& fastest(std::span<const Rung> ladder, const Asked&... asked) {
  const Rung* rung = &ladder.back();
  while (!rung->supports(asked...)) --rung;
  return *rung;
}

}  // namespace alexnet
