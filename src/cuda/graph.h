#pragma once
#include <functional>
#include <memory>

#include "cuda/stream.h"

namespace alexnet::cuda {

/// Work that is put into streams once, kept, and then put into a stream again and again, all of it
/// with one call: what CUDA calls a graph.
///
/// To launch a kernel costs the host some microseconds. That hides behind the kernel that runs
/// meanwhile, unless kernels are as short as they are for a batch of one picture; then the device
/// waits for the host, and a graph pays.
class Graph {
 public:
  /// Calls queue_work() and keeps what it puts into `stream`, instead of doing it - and into other
  /// streams, from where they wait for an event of `stream` to where `stream` waits for them again.
  /// Arguments are kept as they are now: the same memory, the same numbers.
  /// Errors: what cannot be done again and again - the host waits, memory is allocated - and a
  /// stream that `stream` does not wait for in the end.
  Graph(const Stream& stream, const std::function<void()>& queue_work);
  ~Graph();
  Graph(Graph&&) noexcept;
  Graph& operator=(Graph&&) noexcept;

  /// Puts all of it into the stream.
  void launch(const Stream& stream) const;

 private:
  struct Kept;
  std::shared_ptr<Kept> kept_;  // the simulator shares it with what is queued
};

}  // namespace alexnet::cuda
