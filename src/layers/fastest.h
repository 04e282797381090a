#pragma once
#include <span>
#include <string_view>

namespace alexnet {

/// The rungs of a ladder up to the one of that name: "naive" leaves the textbook's loops alone,
/// "offset_table" a convolution without Winograd's method. All of them if the ladder has no rung of
/// that name.
template <class Rung>
std::span<const Rung> up_to(std::string_view highest_rung, std::span<const Rung> ladder) {
  for (std::size_t i = 0; i < ladder.size(); ++i)
    if (ladder[i].name == highest_rung) return ladder.first(i + 1);
  return ladder;
}

/// The last, and so what should be the fastest, rung of a ladder that supports what it is asked
/// for. The first, naive, supports everything.
template <class Rung, class... Asked>
const Rung& fastest(std::span<const Rung> ladder, const Asked&... asked) {
  const Rung* rung = &ladder.back();
  while (!rung->supports(asked...)) --rung;
  return *rung;
}

}  // namespace alexnet
