#pragma once
#include <cstdint>
#include <type_traits>

#include "core/ceil_div.h"

// Loops over OS threads.
//
// A body writes only what belongs to its own index or range, and the ranges depend on the loop
// alone. So the result is the same, bit for bit, for any number of threads - and every loop may be
// read as if it were a plain `for`.
//
// Threads sleep when there is nothing to do for more than a tenth of a millisecond. (OpenMP's keep
// spinning, and on a machine that is busy with something else, that makes two threads slower than
// one.) And if waiting for the other threads took longer than the work, loops run on the calling
// thread alone for a while.
namespace alexnet {

/// How many threads work on a loop, the calling one included. At start: one per processor.
int thread_count();
/// Changes it; at least 1, at most what the system allows. Waits for a running loop to end, so it
/// must not be called inside one.
void set_thread_count(int count);

namespace detail {
using LoopBody = void (*)(void* body, std::int64_t index);
void run_loop(std::int64_t count, LoopBody body, void* context);
}  // namespace detail

/// Calls body(i) once for every i in [0, count), in any order and on any thread. For coarse work:
/// an image, a map, a tile. An exception in a body ends the loop and is rethrown here.
template <class Body>
void parallel_for(std::int64_t count, Body&& body) {
  using Plain = std::remove_reference_t<Body>;
  detail::run_loop(
      count, [](void* context, std::int64_t i) { (*static_cast<Plain*>(context))(i); },
      const_cast<void*>(static_cast<const void*>(&body)));
}

/// Calls body(begin, end) for consecutive ranges of at most `grain` elements that cover [0, count).
/// For element-wise work, where a call per element would cost more than the element.
template <class Body>
void parallel_ranges(std::int64_t count, std::int64_t grain, Body&& body) {
  parallel_for(ceil_div(count, grain), [&](std::int64_t range) {
    const std::int64_t begin = range * grain;
    body(begin, begin + grain < count ? begin + grain : count);
  });
}

}  // namespace alexnet
