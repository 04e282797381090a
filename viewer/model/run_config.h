#pragma once
#include <string>

#include "train/trainer.h"

namespace alexnet::viewer {

/// config.toml of a run, with the names of `alexnet train`'s options, so that
/// `alexnet train --resume` can continue it.
std::string run_config(const std::string& variant, const TrainOptions& options);

}  // namespace alexnet::viewer
