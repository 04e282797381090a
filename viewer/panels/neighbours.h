#pragma once
#include "viewer/toolkit/frame.h"

namespace alexnet::viewer {

struct NeighboursState {
  int page = 0;
  std::pair<std::uint64_t, int> asked_for = {~0ull, 0};  ///< of which network, which page
};
/// Figure 4, right: the training pictures that lie nearest in the last hidden layer.
void neighbours_panel(Frame& frame, NeighboursState& state);
/// How many validation pictures the panel shows at a time: as many as the paper.
inline constexpr int kNeighbourRows = 5;

}  // namespace alexnet::viewer
