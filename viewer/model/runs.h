#pragma once
#include <string>
#include <vector>

#include "predict/shipped.h"

namespace alexnet::viewer {

/// A run folder: a network to be opened or watched.
struct FoundRun {
  Path path;
  std::string shipped = {};  ///< what it is, if it came with the program; else empty
  Path newest = {};          ///< its newest checkpoint; empty if there is none
  bool has_metrics = false;

  bool has_checkpoint() const { return !newest.empty(); }
};

/// The networks that come with the program, then the run folders in runs/, most recently written
/// first. The list is empty if there is nothing.
std::vector<FoundRun> find_runs(const Path& root = ".",
                                const std::vector<ShippedNetwork>& shipped = shipped_networks());

}  // namespace alexnet::viewer
