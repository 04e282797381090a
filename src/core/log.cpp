#include "core/log.h"

#include <cstdio>
#include <mutex>
#include <utility>

namespace alexnet {
namespace {

std::mutex mutex;

void print_on_stderr(LogLevel level, const std::string& line) {
  fmt::print(stderr, "{}{}\n", level == LogLevel::warning ? "warning: " : "", line);
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

void log_line(LogLevel level, const std::string& line) {
  std::lock_guard lock(mutex);
  if (const LogSink& current = sink())
    current(level, line);
  else
    print_on_stderr(level, line);  // between two sinks
}

}  // namespace alexnet
