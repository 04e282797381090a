#pragma once
#include "viewer/panels/training.h"

namespace alexnet::viewer {

/// What was chosen in the start panel, if anything.
enum class StartChoice { nothing, network, photograph, training };

/// Where to begin: what could be opened, and what could be trained.
StartChoice start_panel(Frame& frame, const TrainingPanelState& training);

}  // namespace alexnet::viewer
