#pragma once
#include <optional>
#include <string>
#include <vector>

#include "model/network.h"

namespace alexnet::viewer {

/// How large the weights of a layer are, and how large the step that was last added to them.
struct UpdateRatio {
  std::string node;  ///< "conv1a"
  Tower tower = Tower::a;
  double rms_weight = 0;             ///< root mean square over all weights
  std::optional<double> rms_update;  ///< likewise; a slim checkpoint has none
};

/// The first layer's kernels and how fast all layers move, at one iteration.
struct WeightSnapshot {
  struct Filters {
    std::string node;
    Tower tower;
    Tensor weight;  ///< on the CPU
  };
  std::uint64_t number = 0;  ///< no two snapshots of one program have the same
  std::int64_t iteration = 0;
  std::vector<Filters> first_layer;  ///< convolutions that read the images
  std::vector<UpdateRatio> layers;
};

/// Copies the first layer, and measures weights and their velocities, which are what the last step
/// added.
WeightSnapshot snapshot_weights(const Network& network, std::int64_t iteration);

}  // namespace alexnet::viewer
