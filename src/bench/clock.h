#pragma once
#include <functional>

// How long work takes on the CPU.
namespace alexnet {

double time_ms(const std::function<void()>& work);

/// The median of `repeats` runs, after one that warms up caches and memory.
double median_ms(int repeats, const std::function<void()>& work);

}  // namespace alexnet
