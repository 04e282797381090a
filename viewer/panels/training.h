#pragma once
#include "viewer/toolkit/chart.h"
#include "viewer/toolkit/remembered.h"

namespace alexnet::viewer {

struct TrainingPanelState {
  std::string variant = "demo";
  char data[1024] = "";  ///< empty: drawn
  int epochs = 10, seed = 1;
  std::int64_t max_iterations = -1;  ///< end runs after that many batches; -1: after the epochs
  bool logarithmic = false;
  bool chooses = false;  ///< whether the user chooses what to train or watch next
  char folder[1024] = "", watched[1024] = "";
  Remembered<Chart> loss, errors;
};
/// Section 5: a network as it learns, here or in another program.
void training_panel(Frame& frame, TrainingPanelState& state);
/// The part of the panel that starts a run.
void training_start(Frame& frame, TrainingPanelState& state);
/// Asks for the training run that the user described.
void ask_to_train(Frame& frame, const TrainingPanelState& state);

}  // namespace alexnet::viewer
