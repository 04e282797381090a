#pragma once
#include <string>

#include "train/run_config.h"
#include "train/trainer.h"

namespace alexnet::viewer {

/// The run's options with the names of `alexnet train`'s, so that `alexnet train --resume` can
/// continue it.
RunConfig run_config(const std::string& variant, const TrainOptions& options);

}  // namespace alexnet::viewer
