#pragma once
#include <functional>

#include "model/stopwatch.h"

// How long work takes.
namespace alexnet {

/// On the CPU.
double time_ms(const std::function<void()>& work);

/// Of work that is queued on a stream: from its start on the GPU to its end there.
template <class Work>
double time_ms(Stopwatch& stopwatch, const cuda::Stream& stream, const Work& work) {
  stopwatch.start(&stream);
  work();
  stopwatch.stop(&stream);
  return stopwatch.ms();
}

/// An idle GPU lowers its clocks; after this much work they are up. In the simulator there are
/// none.
double gpu_warm_up_ms();

/// The median of `repeats` runs, after one that warms up caches and memory.
double median_ms(int repeats, const std::function<void()>& work);

}  // namespace alexnet
