#pragma once
#include <string>
#include <vector>

#include "predict/shipped.h"

namespace alexnet::viewer {

/// A run folder: a network to be opened or watched.
struct FoundRun {
  Path path;
  std::string shipped = {};  ///< what it is, if it came with the program; else empty
  bool has_checkpoint = false;
  bool has_metrics = false;
};

/// The networks that come with the program, then the run folders in runs/, most recently written
/// first. The list is empty if there is nothing.
std::vector<FoundRun> find_runs(const Path& root = ".",
                                const std::vector<ShippedNetwork>& shipped = shipped_networks());

}  // namespace alexnet::viewer
