#pragma once
#include <cstdint>
#include <variant>

#include "core/file.h"
#include "train/trainer.h"

// What the training panel asks for. These go to the thread that trains, not to the worker.
namespace alexnet::viewer {

/// Trains a network from random weights, by its recipe, in a new run folder.
struct StartTraining {
  std::string variant = "demo";
  Path folder;     ///< empty: runs/viewer, numbered if that is taken
  int epochs = 0;  ///< 0: the recipe's
  std::uint64_t seed = 1;
  DataRequest data = {};
  std::int64_t max_iterations = -1;
};

/// Resumes the training run that was last stopped here, from what it saved.
struct ResumeTraining {};

/// Looks at a run folder again and again while another program trains in it.
struct WatchRun {
  Path folder;
};

/// Ends the training run, which saves a checkpoint; or stops watching.
struct StopTraining {};

struct PauseTraining {
  bool pause = true;
};

/// Changes how the training run continues.
struct AdjustTraining {
  TrainControls controls;
};

using TrainingCommand = std::variant<StartTraining, ResumeTraining, WatchRun, StopTraining,
                                     PauseTraining, AdjustTraining>;

}  // namespace alexnet::viewer
