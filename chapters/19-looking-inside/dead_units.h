#pragma once
#include <fmt/format.h>

#include "trained.h"

namespace alexnet::course {

/// How many units are 0 for all of 10 pictures, and for all of 100: of those that the network last
/// looked at.
inline void print_dead(const Network& network) {
  fmt::print("\n          units  0 for 10 pictures  0 for 100\n");
  for (const Network::Node& node : network.nodes()) {
    if (!std::holds_alternative<ReluSpec>(node.spec)) continue;
    const Shape one = node.output.shape().with_batch(1);
    int off_for_10 = 0, off_for_100 = 0;
    for (std::int64_t unit = 0; unit < one.size(); ++unit) {
      int off = 0;
      while (off < 100 && node.output.data()[off * one.size() + unit] == 0) ++off;
      off_for_10 += off >= 10;
      off_for_100 += off == 100;
    }
    fmt::print("{:8} {:6} {:18} {:10}\n", node.name, one.size(), off_for_10, off_for_100);
  }
}

}  // namespace alexnet::course
