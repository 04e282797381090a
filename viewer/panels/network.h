#pragma once
#include "viewer/model/maps.h"
#include "viewer/toolkit/chosen_picture.h"
#include "viewer/toolkit/remembered.h"

namespace alexnet::viewer {

struct NetworkState {
  int node = 0;  ///< the one that was clicked
  std::shared_ptr<const NetworkFacts> of_network;
  ChosenPicture chosen;                  ///< the picture that runs through the network
  bool own_scale = false;                ///< a grey scale for each map
  std::uint64_t counted_for = ~0ull;     ///< the network whose dead units were asked for
  Remembered<MapStatistics> statistics;  ///< of what the node computes
};
/// Figure 2: the two towers, and what every node computes for a picture.
void network_panel(Frame& frame, NetworkState& state);

}  // namespace alexnet::viewer
