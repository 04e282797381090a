#pragma once
#include <chrono>
#include <string>

namespace alexnet::cli {

/// One line on stderr that is overwritten again and again, if stderr is a terminal, and is no wider
/// than that; if it is not, a plain line now and then.
class Progress {
 public:
  Progress();
  ~Progress() { finish_line(); }

  /// Shows the line, if the last one is old enough. `fraction` done draws the bar.
  void show(double fraction, const std::string& text);
  /// Clears the line, so that something else can be printed.
  void finish_line();

 private:
  bool terminal_, line_open_ = false;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace alexnet::cli
