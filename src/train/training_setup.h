#pragma once
#include "data/open_data.h"
#include "train/trainer.h"

namespace alexnet {

/// What a trainer needs besides its run folder.
struct TrainingSetup {
  Dataset train, val;
  Preprocessing preprocessing;
  Network network;  ///< with random initial weights

  /// "demo on 12000 pictures of 30 classes, validating on 2400"
  std::string what() const;
};

/// Opens the data and builds the variant for their number of classes. Nothing is written, so that a
/// request for something that is not there leaves no run folder to clear away.
/// Errors: no such variant; a schedule that cannot be parsed; data that are not there, or whose
/// pictures have another size, other channels, or are fewer than one batch; a device that is
/// absent.
TrainingSetup set_up_training(const std::string& variant, const TrainOptions& options,
                              const Placement& placement, const LoadProgress& progress = {});

}  // namespace alexnet
