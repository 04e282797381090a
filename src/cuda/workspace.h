#pragma once
#include <cstddef>
#include <memory>

namespace alexnet::cuda {

class Stream;

/// Memory on a stream's device for what one kernel passes to the next, not cleared. Every stream
/// has one workspace, valid until the next call: a caller that asks twice must be done with the
/// first. It only grows, so that nothing is allocated after the first iteration.
float* workspace(const Stream& stream, std::size_t count);

/// Where a stream keeps it.
class Workspace {
 public:
  explicit Workspace(int device) : device_(device) {}
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  float* at_least(std::size_t count, const Stream& stream);

  /// As long as the returned pointer is held, the memory stays where it is: needing more is an
  /// error. A graph (cuda/graph.h) keeps the address.
  std::shared_ptr<const void> pin() const { return pins_; }

 private:
  int device_;
  std::size_t count_ = 0;
  float* data_ = nullptr;
  std::shared_ptr<const void> pins_ = std::make_shared<char>();
};

}  // namespace alexnet::cuda
