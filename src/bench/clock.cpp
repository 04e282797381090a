#include "bench/clock.h"

#include <chrono>

#include "core/median.h"
#include "cuda/device.h"

namespace alexnet {

double time_ms(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

double gpu_warm_up_ms() { return cuda::is_simulated() ? 0 : 100; }

double median_ms(int repeats, const std::function<void()>& work) {
  work();
  std::vector<double> times;
  for (int i = 0; i < repeats; ++i) times.push_back(time_ms(work));
  return median(times);
}

}  // namespace alexnet
