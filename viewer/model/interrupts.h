#pragma once
#include <atomic>
#include <csignal>

namespace alexnet::viewer {

/// Becomes true when the program is asked to end: Ctrl-C in its terminal, or a shutdown. Then the
/// loop that draws frames stops, and a training run that is under way saves. A second Ctrl-C ends
/// the program at once.
inline std::atomic<bool> interrupted = false;

inline void watch_for_interrupts() {
  static_assert(std::atomic<bool>::is_always_lock_free, "a signal may come at any moment");
  for (const int signal : {SIGINT, SIGTERM})
    std::signal(signal, [](int which) {
      interrupted = true;
      std::signal(which, SIG_DFL);
    });
}

}  // namespace alexnet::viewer
