#pragma once
#include "cuda/simulator/multiprocessor.h"

namespace alexnet::simulator {

/// Throws if a GPU would refuse the launch.
void check_limits(const Grid& grid);

/// Runs all blocks, spread over the threads of core/parallel.h; under a sanitizer one after the
/// other. Throws if a block failed.
void run_grid(const Grid& grid);

}  // namespace alexnet::simulator
