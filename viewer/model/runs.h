#pragma once
#include <string>
#include <vector>

#include "core/file.h"

namespace alexnet::viewer {

/// A network that lies on the disk, to be opened or watched.
struct FoundRun {
  Path path;  ///< a run folder, or a checkpoint that the program came with
  bool shipped = false;
  bool has_checkpoint = false;
  bool has_metrics = false;
};

/// Checkpoints in assets/, then run folders in runs/, those that were last written to first.
/// Where there is nothing the list is empty.
std::vector<FoundRun> find_runs(const Path& root = ".");

}  // namespace alexnet::viewer
