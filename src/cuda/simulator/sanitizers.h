#pragma once

// What ThreadSanitizer is told about the simulator; nothing in other builds.
//
// It treats each fiber as a thread of its own, and barriers tell it what happened before what. So
// it sees a missing __syncthreads() as a data race, and reports both lines of the kernel, whatever
// order the threads ran in and even if the result was right.
#if defined(ALEXNET_TSAN)
extern "C" {
void __tsan_acquire(void* object);
void __tsan_release(void* object);
}
#endif

namespace alexnet::simulator {

/// All that a thread did before it called happened_before(object) has happened before anything that
/// another does after a later happens_after(object).
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
