#pragma once
#include <cstdint>
#include <string>

#include "inspect/spectrum.h"
#include "viewer/model/maps.h"
#include "viewer/panels/chart.h"
#include "viewer/panels/frame.h"
#include "viewer/panels/remembered.h"

// The panels: one function and one file each. A panel draws what the snapshot holds, keeps in its
// own state only what the user chose (and what is too slow to work out anew in every frame), and
// asks for work by commands.
namespace alexnet::viewer {

/// What the grey or colour of a weight is measured against.
enum class WeightScale {
  symmetric,   ///< 0 is mid-grey, one scale for all kernels
  global,      ///< the smallest of all weights is black, the largest white
  per_kernel,  ///< the same for each kernel by itself: shows patterns, hides strength
};

struct KernelsState {
  WeightScale scale = WeightScale::symmetric;
  bool sort_by_colour = false;
  int zoom = 0;    ///< pixels per weight; 0: as many as fit
  int layer = 0;   ///< 0: Figure 3; else a later layer of filters
  int tower = -1;  ///< of the kernel that was clicked; -1: none
  int kernel = 0;
  std::uint64_t asked_for = ~0ull;  ///< the network whose exciting patches were asked for
  Remembered<Spectrum> spectrum;    ///< of that kernel
};
/// Figure 3: what the first layer of each GPU learned to see.
void kernels_panel(Frame& frame, KernelsState& state);
/// The part of it about the one kernel that was clicked.
void kernel_detail(Frame& frame, KernelsState& state);
/// The part of it about later layers, whose filters are no pictures.
void other_filters(Frame& frame, const KernelsState& state);

struct NetworkState {
  int node = 0;            ///< that was clicked
  int picture = 0;         ///< the test picture that runs through the network
  bool own_scale = false;  ///< each map by itself
  std::uint64_t asked_for = ~0ull;
  Remembered<MapStatistics> statistics;  ///< of what the node computes
};
/// Figure 2: the two towers, and what every node computes for a picture.
void network_panel(Frame& frame, NetworkState& state);

struct PredictionsState {
  bool own = false;  ///< the user's pictures instead of the test set
  bool only_errors = false;
  int page = 0;
  int opened = -1;  ///< the picture that is seen in ten views; -1: none
  char path[1024] = "";
  std::uint64_t asked_for = ~0ull, opened_of = ~0ull;
};
/// Figure 4, left: pictures with the five classes that the network finds most probable.
void predictions_panel(Frame& frame, PredictionsState& state);

struct NeighboursState {
  int page = 0;
};
/// Figure 4, right: the training pictures that lie nearest in the last hidden layer.
void neighbours_panel(Frame& frame, NeighboursState& state);
/// How many test pictures the panel shows at a time.
inline constexpr int kNeighbourRows = 4;

struct TrainingPanelState {
  int epochs = 10, seed = 1;
  std::int64_t max_iterations = -1;  ///< end trainings after so many batches; -1: after the epochs
  bool logarithmic = false;
  bool chooses = false;  ///< what to train or to watch next
  char folder[1024] = "", watched[1024] = "";
  Remembered<Chart> loss, errors;
};
/// Section 5: a network as it learns, here or in another program.
void training_panel(Frame& frame, TrainingPanelState& state);
/// The part of it that starts one.
void training_start(Frame& frame, TrainingPanelState& state);
/// Asks for the training that the user described.
void ask_to_train(Frame& frame, const TrainingPanelState& state);

/// What could be opened or trained, for whoever has opened nothing yet. True where a training was
/// asked for.
bool welcome(Frame& frame, const TrainingPanelState& training);

}  // namespace alexnet::viewer
