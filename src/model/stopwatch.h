#pragma once
#include <chrono>
#include <optional>

#include "cuda/stream.h"

namespace alexnet {

/// Times a piece of work: by the clock where it is done when the call returns, between two events
/// in its stream where it is only queued.
class Stopwatch {
 public:
  /// A null stream means the clock.
  void start(const cuda::Stream* stream);
  void stop(const cuda::Stream* stream);
  /// The time between the last start() and stop(). Waits for the work to be done.
  double ms() const;

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point started_;
  double ms_ = 0;
  std::optional<cuda::Event> begin_, end_;
};

}  // namespace alexnet
