#pragma once
#include "viewer/headless/headless.h"
#include "viewer/model/worker.h"
#include "viewer/script/script.h"

namespace alexnet::viewer {

/// Plays the script without any display, in `state` and with what the worker knows; the pictures
/// that it takes are the same. Ends after its last step.
void play_without_window(const Script& script, const AppState& state, Worker& worker,
                         PictureSize size);

}  // namespace alexnet::viewer
