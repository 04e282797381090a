#pragma once
#include <chrono>
#include <optional>

#include "cuda/stream.h"

namespace alexnet {

/// Measures a piece of work: by the clock where it is done when the call returns, between two marks
/// in its stream where it is only queued.
class Stopwatch {
 public:
  /// A null stream means the clock.
  void start(const cuda::Stream* stream);
  void stop(const cuda::Stream* stream);
  /// Of the last piece that was stopped. Waits for it.
  double ms() const;

  /// Measures `work`: on the CPU always, in a stream if `in_streams`, where marks cost a little.
  template <class Work>
  void measure(const cuda::Stream* stream, bool in_streams, Work work) {
    const bool on = !stream || in_streams;
    if (on) start(stream);
    work();
    if (on) stop(stream);
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point started_;
  double ms_ = 0;
  std::optional<cuda::Event> begin_, end_;
};

}  // namespace alexnet
