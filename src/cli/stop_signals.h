#pragma once
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace alexnet::cli {

/// Becomes true when the program is asked to end.
inline std::atomic<bool> stop_requested = false;
/// By this signal.
inline std::atomic<int> stop_signal = 0;

/// From here on Ctrl-C, a shutdown and a terminal that closes ask the work to stop, which then
/// saves what there is to save. At a second Ctrl-C the program ends at once. (Not when the terminal
/// closes: then the system and the shell both send the signal.)
inline void watch_for_stop_signals() {
  static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free,
                "a signal may come at any moment");
  const auto ask = [](int which) {
    stop_signal = which;
    stop_requested = true;
    std::signal(which, which == SIGHUP ? SIG_IGN : SIG_DFL);
  };
  std::signal(SIGINT, ask);
  std::signal(SIGTERM, ask);
  if (std::signal(SIGHUP, ask) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);  // nohup
}

/// Ends the program as the signal would have, for whoever started it: a shell ends its loop at
/// Ctrl-C only if the program in it died of that.
[[noreturn]] inline void die_of(int signal) {
  std::fflush(nullptr);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
  std::_Exit(128 + signal);  // it is blocked, or ignored, as by a container's first process
}

}  // namespace alexnet::cli
