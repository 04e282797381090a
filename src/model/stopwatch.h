#pragma once
#include <chrono>
#include <exception>
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

  /// Measures for as long as it lives: on the CPU always, in a stream if `in_streams`, where marks
  /// cost a little.
  class Measure {
   public:
    Measure(Stopwatch& watch, const cuda::Stream* stream, bool in_streams)
        : watch_(!stream || in_streams ? &watch : nullptr), stream_(stream) {
      if (watch_) watch_->start(stream_);
    }
    ~Measure() {
      if (watch_ && std::uncaught_exceptions() == 0) watch_->stop(stream_);
    }
    Measure(const Measure&) = delete;
    Measure& operator=(const Measure&) = delete;

   private:
    Stopwatch* watch_;
    const cuda::Stream* stream_;
  };

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point started_;
  double ms_ = 0;
  std::optional<cuda::Event> begin_, end_;
};

}  // namespace alexnet
