#pragma once
#include <cstdint>
#include <variant>

#include "core/file.h"
#include "train/trainer.h"

// What the training panel asks for. These go to the thread that trains, not to the worker.
namespace alexnet::viewer {

/// Trains a network from its random start, as its recipe says, in a new run folder.
struct StartTraining {
  std::string variant = "demo";
  Path folder;     ///< empty: runs/viewer, numbered where that is taken
  int epochs = 0;  ///< 0: the recipe's
  std::uint64_t seed = 1;
  DataRequest data = {};
  std::int64_t max_iterations = -1;
};

/// Goes on with the training that was stopped here last, from what it saved.
struct GoOnTraining {};

/// Looks at a run folder again and again while another program trains in it.
struct WatchRun {
  Path folder;
};

/// Ends the training, which saves a checkpoint; or no longer watches.
struct StopTraining {};

struct PauseTraining {
  bool pause = true;
};

/// Changes how the training goes on.
struct AdjustTraining {
  TrainControls controls;
};

using TrainingCommand = std::variant<StartTraining, GoOnTraining, WatchRun, StopTraining,
                                     PauseTraining, AdjustTraining>;

}  // namespace alexnet::viewer
