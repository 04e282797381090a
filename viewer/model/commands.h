#pragma once
#include <string>
#include <variant>
#include <vector>

#include "core/file.h"
#include "data/data_request.h"
#include "viewer/model/picture_ref.h"
#include "viewer/model/training_commands.h"

// What a panel asks for. Panels do no work: they emit one of these, the worker carries it out, and
// a later snapshot holds the result.
namespace alexnet::viewer {

/// Opens a checkpoint, or a run folder's newest one, and the validation pictures that belong to it.
struct OpenCheckpoint {
  Path path;
  std::string data = {};  ///< as in OpenData; empty: what the network was trained on
};

/// Opens other data: "drawn", or the path of any kind of data set.
struct OpenData {
  std::string data;
};

/// Finds, for every first-layer kernel, the patches of validation pictures that excite it most.
struct FindExcitingPatches {};

/// Predicts every validation picture; the results appear page by page.
struct PredictValidationSet {};

/// Predicts one picture in ten views. Paper: section 4.1.
struct PredictTenViews {
  PictureRef picture;
};

/// Predicts pictures from files; a folder stands for the pictures in it. Goes on where it stopped
/// if the same are asked for.
struct PredictFiles {
  std::vector<Path> paths;
};

/// Finds the training pictures nearest to these validation pictures, in the last hidden layer and
/// by pixels.
struct FindNeighbours {
  std::vector<int> queries;
};

/// Runs one picture through the network and keeps what every node computes.
struct RunPicture {
  PictureRef picture;
};

/// Counts the units that are 0 for every picture of a page of validation pictures.
struct CountDeadUnits {};

/// Runs one picture forward to the loss and back, and keeps all outputs and gradients.
struct TracePicture {
  PictureRef picture;
};

/// Runs an op of a node on the CPU and on a GPU, with every rung of its ladder.
struct CompareOp {
  int node = 0;  ///< index into NetworkFacts::nodes
  std::string op;
};

/// Looks for what could be opened: networks below the current folder, and samples of the drawn
/// pictures.
struct FindRuns {};

using Command = std::variant<OpenCheckpoint, OpenData, FindExcitingPatches, PredictValidationSet,
                             PredictTenViews, PredictFiles, FindNeighbours, RunPicture,
                             CountDeadUnits, TracePicture, CompareOp, FindRuns, TrainingCommand>;

}  // namespace alexnet::viewer
