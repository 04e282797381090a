#pragma once
#include <span>

#include "train/run_folder.h"
#include "viewer/toolkit/chart.h"

namespace alexnet::viewer {

/// Loss, on training and validation pictures, over iterations.
Chart loss_chart(std::span<const Measurement> rows, bool logarithmic);
/// Top-1 and top-5 errors, in percent.
Chart error_chart(std::span<const Measurement> rows);
/// Where the learning rate changed, and to what.
std::vector<ChartMark> rate_marks(std::span<const Measurement> rows);

}  // namespace alexnet::viewer
