#pragma once
#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {

/// The bars of Figure 4: the most probable classes, each a bar as long as it is probable, with the
/// class's name and the true class marked. Where the true class is not among them, a last bar
/// shows it with its place. Takes (rows + 1) * bar_row_height() of height.
void prediction_bars(const Prediction& prediction, int true_class,
                     const std::vector<std::string>& class_names, float width);

float bar_row_height();

}  // namespace alexnet::viewer
