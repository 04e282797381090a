#pragma once
#include "viewer/toolkit/frame.h"

namespace alexnet::viewer {

struct CompareState {
  int node = 0;  ///< whose op is compared
  std::string op = "forward";
  int rung = -1;  ///< which rung's result is shown; -1: the fastest
  std::shared_ptr<const NetworkFacts> of_network;
};

/// The same op on the CPU and on a GPU: both results, where they differ, and every rung of the
/// ladder with its error and its time.
void compare_panel(Frame& frame, CompareState& state);

}  // namespace alexnet::viewer
