#pragma once
#include "viewer/headless/headless.h"
#include "viewer/model/worker.h"
#include "viewer/script/script.h"

namespace alexnet::viewer {

/// Plays the script without a display, starting from `state` and with what the worker knows; the
/// pictures that it takes are the same. Ends after the last step. If `places` is not empty, that
/// file keeps saying where the widgets are.
void play_without_window(const Script& script, const AppState& state, Worker& worker,
                         PictureSize size, const Path& places = {});

}  // namespace alexnet::viewer
