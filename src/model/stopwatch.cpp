#include "model/stopwatch.h"

namespace alexnet {

void Stopwatch::start(const cuda::Stream* stream) {
  if (!stream) {
    started_ = Clock::now();
    return;
  }
  if (!begin_) {
    begin_.emplace(stream->device(), cuda::EventUse::timing);
    end_.emplace(stream->device(), cuda::EventUse::timing);
  }
  begin_->record(*stream);
}

void Stopwatch::stop(const cuda::Stream* stream) {
  if (stream)
    end_->record(*stream);
  else
    ms_ = std::chrono::duration<double, std::milli>(Clock::now() - started_).count();
}

double Stopwatch::ms() const {
  if (!end_) return ms_;
  end_->synchronize();
  return cuda::Event::elapsed_ms(*begin_, *end_);
}

}  // namespace alexnet
