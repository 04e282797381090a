#pragma once
#include <cstddef>
#include <memory>

namespace alexnet::cuda {

class Stream;

/// Memory of a stream's device for what one kernel leaves to the next, not cleared. Every stream
/// has one, good until the next call: who asks twice must be done with the first. It only grows, so
/// that after the first iteration nothing is allocated any more.
float* workspace(const Stream& stream, std::size_t count);

/// Where a stream keeps it.
class Workspace {
 public:
  explicit Workspace(int device) : device_(device) {}
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  float* at_least(std::size_t count, const Stream& stream);

  /// While somebody holds what this returns, the memory stays where it is: to need more is an
  /// error. A graph (cuda/graph.h) keeps the address.
  std::shared_ptr<const void> pin() const { return pins_; }

 private:
  int device_;
  std::size_t count_ = 0;
  float* data_ = nullptr;
  std::shared_ptr<const void> pins_ = std::make_shared<char>();
};

}  // namespace alexnet::cuda
