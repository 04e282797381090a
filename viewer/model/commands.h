#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/file.h"
#include "data/sources.h"
#include "viewer/model/picture_ref.h"
#include "viewer/model/training_commands.h"

// What a panel asks for. Panels never work: they emit one of these, the worker carries it out, and
// a later snapshot holds the result.
namespace alexnet::viewer {

/// Opens a checkpoint, or the newest one of a run folder, and the test pictures that belong to it.
struct OpenCheckpoint {
  Path path;
  std::string data = {};  ///< other data than it was trained on, as in OpenData; empty: those
};

/// Opens other data: "drawn", or the path of any kind of data set.
struct OpenData {
  std::string data;
};

/// For every first-layer kernel: the patches of test pictures that excite it most.
struct FindExcitingPatches {};

/// Predicts every test picture, page after page as they come.
struct PredictTestSet {
  /// For which network and data (Snapshot::network_version); once others are open it does nothing.
  /// Nothing: for those that are open.
  std::optional<std::uint64_t> network_version = {};
};

/// Predicts one picture in ten views. Paper: section 4.1.
struct PredictTenViews {
  PictureRef picture;
};

/// Predicts pictures from files; of a folder, those that lie in it.
struct PredictFiles {
  std::vector<Path> paths;
};

/// The training pictures nearest to these test pictures, in the last hidden layer and by pixels.
struct FindNeighbours {
  std::vector<int> queries;
};

/// Runs one picture through the network and keeps what every node computes.
struct RunPicture {
  PictureRef picture;
};

/// Counts the units that are 0 for every one of a page of test pictures.
struct CountDeadUnits {};

/// Runs one picture forward to the loss and back, and keeps all outputs and gradients.
struct TracePicture {
  PictureRef picture;
};

/// Runs an op of a node on the CPU and on a GPU, by every rung of its ladder.
struct CompareOp {
  int node = 0;  ///< of NetworkFacts::nodes
  std::string op;
};

/// Looks for what could be opened: networks that lie below the current folder, and what the drawn
/// pictures look like.
struct FindRuns {};

using Command = std::variant<OpenCheckpoint, OpenData, FindExcitingPatches, PredictTestSet,
                             PredictTenViews, PredictFiles, FindNeighbours, RunPicture,
                             CountDeadUnits, TracePicture, CompareOp, FindRuns, TrainingCommand>;

}  // namespace alexnet::viewer
