#pragma once
#include <memory>
#include <string>
#include <vector>

#include "model/node_spec.h"
#include "train/trainer.h"

// What the panels see of a training: one that runs here, or one that is watched in its run folder.
namespace alexnet::viewer {

enum class TrainingPhase {
  none,       ///< nothing was started or watched yet
  preparing,  ///< pictures and network are being made
  training,
  paused,
  stopping,  ///< the last iteration is under way
  ended,     ///< finished, stopped or failed
  watching,  ///< another program trains
};

/// How large the weights of a layer are, and how large the step that was last added to them.
struct LayerPulse {
  std::string node;  ///< "conv1a"
  Tower tower = Tower::a;
  double mean_weight = 0, mean_update = 0;  ///< means of absolute values
};

/// A look into the network.
struct Glance {
  struct Filters {
    std::string node;
    Tower tower;
    Tensor weight;  ///< on the CPU
  };
  std::uint64_t number = 0;  ///< no two glances of one program have the same
  std::int64_t iteration = 0;
  std::vector<Filters> first_layer;  ///< convolutions that read the images
  std::vector<LayerPulse> layers;
};

/// Looks at parameters and their velocities, which are what the last step added.
Glance look_at(const Network& network, std::int64_t iteration);

struct TrainingFacts {
  TrainingPhase phase = TrainingPhase::none;
  Path folder;
  std::string what;         ///< "demo on drawn pictures"
  Measurement newest;       ///< since the last row of metrics.csv
  std::int64_t total = -1;  ///< iterations; -1: not known
  double left_s = 0;
  std::shared_ptr<const std::vector<Measurement>> rows;  ///< null: none yet
  std::shared_ptr<const Glance> glance;                  ///< null: none yet
  TrainControls controls;
  bool has_checkpoint = false;
  std::string message;  ///< what went wrong; empty when all is well
  std::uint64_t message_number = 0;

  /// Whether a network is being trained in this program.
  bool is_at_work() const {
    return phase == TrainingPhase::preparing || phase == TrainingPhase::training ||
           phase == TrainingPhase::paused || phase == TrainingPhase::stopping;
  }
};

}  // namespace alexnet::viewer
