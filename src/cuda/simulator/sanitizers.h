#pragma once

// What ThreadSanitizer is told of the simulator; nothing in other builds.
//
// It takes each fiber for a thread of its own, and barriers tell it what happened before what. So a
// missing __syncthreads() is a data race to it, which it reports with both lines of the kernel, in
// whatever order the threads ran and even if the result was right.
#if defined(ALEXNET_TSAN)
extern "C" {
void __tsan_acquire(void* object);
void __tsan_release(void* object);
}
#endif

namespace alexnet::simulator {

/// What was done before happened_before(object) is finished for whoever calls happens_after(object)
/// later.
inline void happened_before([[maybe_unused]] void* object) {
#if defined(ALEXNET_TSAN)
  __tsan_release(object);
#endif
}
inline void happens_after([[maybe_unused]] void* object) {
#if defined(ALEXNET_TSAN)
  __tsan_acquire(object);
#endif
}

}  // namespace alexnet::simulator
