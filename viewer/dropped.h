#pragma once
#include "viewer/app.h"
#include "viewer/model/worker.h"

namespace alexnet::viewer {

/// Files that are dropped on the window: a checkpoint or a run folder is opened, all else
/// predicted.
void drop(const std::vector<Path>& paths, AppState& state, Worker& worker);

}  // namespace alexnet::viewer
