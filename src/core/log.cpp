#include "core/log.h"

#include <mutex>
#include <utility>

#include "core/printable.h"

namespace alexnet {
namespace {

std::mutex mutex;

void print_on_stderr(LogLevel level, const std::string& line) {
  print_if_possible(stderr,
                    fmt::format("{}{}\n", level == LogLevel::warning ? "warning: " : "", line));
}

LogSink& sink() {
  static LogSink sink = print_on_stderr;
  return sink;
}

}  // namespace

LogSink set_log_sink(LogSink replacement) {
  std::lock_guard lock(mutex);
  return std::exchange(sink(), std::move(replacement));
}

void print_if_possible(std::FILE* stream, const std::string& text) {
  std::fputs(text.c_str(), stream);
  std::fflush(stream);
}

void log_line(LogLevel level, const std::string& text) {
  const std::string line = printable(text);  // names of files may hold anything
  std::lock_guard lock(mutex);
  if (const LogSink& current = sink())
    current(level, line);
  else
    print_on_stderr(level, line);  // between two sinks
}

}  // namespace alexnet
