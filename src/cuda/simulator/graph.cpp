#include "cuda/graph.h"

#include "core/check.h"
#include "cuda/simulator/queue.h"
#include "cuda/simulator/recording.h"

namespace alexnet {

simulator::Recording*& simulator::recording() {
  static Recording* recording = nullptr;
  return recording;
}

void simulator::refuse_while_recording(const char* what) {
  ALEXNET_CHECK(!recording(), "{} while a graph is recorded: it could not be done again", what);
}

void simulator::refuse_recording_later(const char* what) noexcept {
  if (recording()) recording()->mistake = what;
}

struct cuda::Graph::Kept : simulator::Recording {};

cuda::Graph::Graph(const Stream& stream, const std::function<void()>& queue_work)
    : kept_(std::make_shared<Kept>()) {
  simulator::refuse_while_recording("another graph begins");
  simulator::begin_recording(stream, *kept_);
  try {
    queue_work();
  } catch (...) {
    simulator::end_recording();
    throw;
  }
  simulator::end_recording();
  ALEXNET_CHECK(!kept_->mistake, "{} while a graph is recorded: it could not be done again",
                kept_->mistake);
  ALEXNET_CHECK(kept_->away.empty(),
                "a graph ends while {} of its streams have work that the first does not wait for",
                kept_->away.size());
}

cuda::Graph::~Graph() = default;
cuda::Graph::Graph(Graph&&) noexcept = default;
cuda::Graph& cuda::Graph::operator=(Graph&&) noexcept = default;

void cuda::Graph::launch(const Stream& stream) const {
  // Each piece of the work unlocks the memory that it accesses by itself.
  simulator::put(stream, {}, [kept = kept_] {
    for (const std::function<void()>& work : kept->work) work();
  });
}

}  // namespace alexnet
