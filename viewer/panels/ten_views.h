#pragma once
#include "viewer/panels/predictions.h"

namespace alexnet::viewer {

/// One picture in the ten views that the paper averages, side by side, and their average.
void ten_views(Frame& frame, PredictionsState& state, const Predictions& predictions);

}  // namespace alexnet::viewer
