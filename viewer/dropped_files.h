#pragma once
#include "viewer/app.h"
#include "viewer/model/worker.h"

namespace alexnet::viewer {

/// Takes files that are dropped on the window: the first checkpoint or run folder among them is
/// opened, and what is neither is predicted.
void drop(const std::vector<Path>& paths, AppState& state, Worker& worker);

}  // namespace alexnet::viewer
