#pragma once
#include <utility>
#include <vector>

#include "core/log.h"

namespace alexnet::test {

/// Until the end of the block, collects lines of the log instead of printing them.
class LogLines {
 public:
  LogLines()
      : before_(set_log_sink([this](LogLevel level, const std::string& line) {
          lines.emplace_back(level, line);
        })) {}
  ~LogLines() { set_log_sink(before_); }
  LogLines(const LogLines&) = delete;
  LogLines& operator=(const LogLines&) = delete;

  std::string text() const {
    std::string text;
    for (const auto& [level, line] : lines) text += line + "\n";
    return text;
  }

  std::vector<std::pair<LogLevel, std::string>> lines;

 private:
  LogSink before_;
};

}  // namespace alexnet::test
