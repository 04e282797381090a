#pragma once
#include <fmt/format.h>

#include <cstdio>
#include <functional>
#include <string>

// Progress and warnings for people, one line each, on stderr; results go to stdout instead.
namespace alexnet {

enum class LogLevel { info, warning };

/// Where lines go. The default prints to stderr; a run folder adds its log.txt, a test has its own.
using LogSink = std::function<void(LogLevel, const std::string& line)>;

/// Replaces the sink and returns the previous one, to be restored later.
LogSink set_log_sink(LogSink sink);

void log_line(LogLevel level, const std::string& line);

/// Writes to a C stream and never throws: a closed terminal must not end a training run.
void print_if_possible(std::FILE* stream, const std::string& text);

template <class... Args>
void log_info(fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void log_warning(fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::warning, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace alexnet
