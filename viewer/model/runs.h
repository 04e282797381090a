#pragma once
#include <string>
#include <vector>

#include "predict/shipped.h"

namespace alexnet::viewer {

/// A run folder: a network to be opened or watched.
struct FoundRun {
  Path path;
  bool shipped = false;  ///< the program came with it
  bool has_checkpoint = false;
  bool has_metrics = false;
};

/// The network that the program comes with, then run folders in runs/, those that were last written
/// to first. Where there is nothing the list is empty.
std::vector<FoundRun> find_runs(const Path& root = ".", const Path& shipped = shipped_network());

}  // namespace alexnet::viewer
