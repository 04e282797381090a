#pragma once
#include "viewer/toolkit/frame.h"

namespace alexnet::viewer {

struct PredictionsState {
  bool own = false;  ///< the user's pictures instead of the validation set
  bool only_errors = false;
  int page = 0;
  int opened = -1;  ///< the row whose picture is seen in ten views; -1: none
  char path[1024] = "";
  std::uint64_t asked_for = ~0ull, opened_of = ~0ull;
  std::optional<PictureRef> step_through;  ///< the user wants to see it in the panel Step
};
/// Figure 4, left: pictures with the five classes that the network finds most probable.
void predictions_panel(Frame& frame, PredictionsState& state);

}  // namespace alexnet::viewer
