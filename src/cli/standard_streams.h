#pragma once
#include <fcntl.h>
#include <unistd.h>

#include <csignal>

namespace alexnet::cli {

/// A standard stream that was closed (`2>&-`) leaves its number to the next file that is opened,
/// which would then get what is meant for the stream. This gives the number to /dev/null, in the
/// wrong direction: reading and writing still fail, as they should.
inline void occupy_closed_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(stream, F_GETFD) == -1)
      open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/// That nobody reads the progress any more, as in `2>&1 | head`, is no reason to end.
inline void go_on_unread() { std::signal(SIGPIPE, SIG_IGN); }

}  // namespace alexnet::cli
