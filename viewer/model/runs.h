#pragma once
#include <string>
#include <vector>

#include "predict/shipped.h"

namespace alexnet::viewer {

/// A run folder: a network to be opened or watched.
struct FoundRun {
  Path path;
  bool shipped = false;  ///< it came with the program
  bool has_checkpoint = false;
  bool has_metrics = false;
};

/// The network that comes with the program, then the run folders in runs/, most recently written
/// first. The list is empty if there is nothing.
std::vector<FoundRun> find_runs(const Path& root = ".", const Path& shipped = shipped_network());

}  // namespace alexnet::viewer
