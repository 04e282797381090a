#pragma once
#include <functional>

// How long work takes on the CPU.
namespace alexnet {

double time_ms(const std::function<void()>& work);

/// An idle GPU lowers its clocks; after this much work they are up. In the simulator there are
/// none.
double gpu_warm_up_ms();

/// The median of `repeats` runs, after one that warms up caches and memory.
double median_ms(int repeats, const std::function<void()>& work);

}  // namespace alexnet
