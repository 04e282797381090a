#pragma once
#include "viewer/panels/training.h"

namespace alexnet::viewer {

/// What could be opened or trained, for whoever has opened nothing yet. True where a training was
/// asked for.
bool welcome(Frame& frame, const TrainingPanelState& training);

}  // namespace alexnet::viewer
