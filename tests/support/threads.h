#pragma once
#include "core/parallel.h"

namespace alexnet::test {

/// One; as many as most small machines have; more, and not a power of two.
inline constexpr int kThreadCounts[] = {1, 2, 7};

/// Loops use that many threads until the end of the block.
class WithThreads {
 public:
  explicit WithThreads(int count) : before_(thread_count()) { set_thread_count(count); }
  ~WithThreads() { set_thread_count(before_); }
  WithThreads(const WithThreads&) = delete;
  WithThreads& operator=(const WithThreads&) = delete;

 private:
  int before_;
};

}  // namespace alexnet::test
