#pragma once
#include <atomic>
#include <csignal>

namespace alexnet::cli {

/// Becomes true when the program is asked to end.
inline std::atomic<bool> stop_requested = false;

/// From here on Ctrl-C, a shutdown and a terminal that closes ask the work to stop, which then
/// saves what there is to save; asked a second time, the program ends at once.
inline void watch_for_stop_signals() {
  static_assert(std::atomic<bool>::is_always_lock_free, "a signal may come at any moment");
  const auto ask = [](int which) {
    stop_requested = true;
    std::signal(which, SIG_DFL);
  };
  std::signal(SIGINT, ask);
  std::signal(SIGTERM, ask);
  if (std::signal(SIGHUP, ask) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);  // nohup
}

/// That nobody reads the progress any more, as in `2>&1 | head`, is no reason to end.
inline void go_on_unread() { std::signal(SIGPIPE, SIG_IGN); }

}  // namespace alexnet::cli
