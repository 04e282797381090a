#pragma once
#include "viewer/app.h"
#include "viewer/model/worker.h"

namespace alexnet::viewer {

/// Takes files that are dropped on the window: a checkpoint or a run folder is opened, anything
/// else is predicted.
void drop(const std::vector<Path>& paths, AppState& state, Worker& worker);

}  // namespace alexnet::viewer
