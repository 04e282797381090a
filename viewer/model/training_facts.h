#pragma once
#include <memory>
#include <string>
#include <vector>

#include "train/trainer.h"
#include "viewer/model/weight_snapshot.h"

// What the panels see of a training run: one that runs here, or one watched in its run folder.
namespace alexnet::viewer {

enum class TrainingPhase {
  none,       ///< nothing has been started or watched yet
  preparing,  ///< the pictures and the network are being made
  training,
  pausing,  ///< it will pause, after what it is doing: an iteration, or a validation
  paused,
  stopping,   ///< it saves, after what it is doing: an iteration, or a validation
  ended,      ///< finished, stopped or failed
  watching,   ///< another program trains
  unwatched,  ///< and perhaps still does
};

struct TrainingFacts {
  TrainingPhase phase = TrainingPhase::none;
  Path folder;
  std::string what;         ///< "demo on drawn pictures"
  Measurement newest;       ///< since the last row of metrics.csv
  std::int64_t total = -1;  ///< iterations; -1: not known
  double left_s = 0;
  double quiet_s = 0;              ///< of a watched run: since it last wrote a row
  bool watched_has_ended = false;  ///< all epochs of a watched run are done
  std::shared_ptr<const std::vector<Measurement>> rows;  ///< null: none yet
  std::uint64_t rows_number = 0;                         ///< changes with them
  std::shared_ptr<const WeightSnapshot> weights;         ///< null: none yet
  TrainControls controls;
  float dropped = 0;  ///< the probability that dropout leaves a unit out; 0: there is no dropout
  bool has_checkpoint = false;
  bool can_resume = false;  ///< it was stopped here before its end
  std::string message;      ///< what went wrong; empty when all is well
  std::uint64_t message_number = 0;

  /// Whether a network is being trained in this program.
  bool is_at_work() const {
    return runs() || phase == TrainingPhase::preparing || phase == TrainingPhase::stopping;
  }
  /// Whether it goes from iteration to iteration, or pauses between them.
  bool runs() const {
    return phase == TrainingPhase::training || phase == TrainingPhase::pausing ||
           phase == TrainingPhase::paused;
  }
};

}  // namespace alexnet::viewer
