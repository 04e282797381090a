#pragma once
#include <functional>
#include <memory>

#include "cuda/stream.h"

namespace alexnet::cuda {

/// Work that is put into streams once, recorded, and then put into a stream again and again, all of
/// it with one call: what CUDA calls a graph.
///
/// Launching a kernel costs the host some microseconds. That time is hidden behind the kernel that
/// is running, unless kernels are as short as they are for a batch of one picture; then the device
/// waits for the host, and a graph pays off.
class Graph {
 public:
  /// Calls queue_work() and records what it puts into `stream` instead of doing it. Other streams
  /// are recorded too, from where they wait for an event of `stream` to where `stream` waits for
  /// them. Arguments are kept as they are now: the same memory, the same numbers.
  /// Errors: work that cannot be repeated - the host waits, memory is allocated or released (on a GPU
  /// that memory is then lost) - and a stream that `stream` does not wait for in the end. Meanwhile
  /// no other thread of the host may use the device: a copy, for example, would wait for it, which
  /// CUDA refuses while it records.
  Graph(const Stream& stream, const std::function<void()>& queue_work);
  ~Graph();
  Graph(Graph&&) noexcept;
  Graph& operator=(Graph&&) noexcept;

  /// Puts all of it into the stream.
  void launch(const Stream& stream) const;

 private:
  struct Kept;
  std::shared_ptr<Kept> kept_;  // the simulator shares it with queued work
};

}  // namespace alexnet::cuda
