#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace alexnet::cli {
namespace {
using namespace std::chrono_literals;
constexpr int kBarWidth = 24;
}  // namespace

Progress::Progress() : terminal_(isatty(STDERR_FILENO)) {}

void Progress::show(double fraction, const std::string& text) {
  const auto now = std::chrono::steady_clock::now();
  const auto pause = terminal_ ? 100ms : 10s;
  if (now - last_ < pause) return;
  last_ = now;
  if (!terminal_) {
    fmt::print(stderr, "{:3.0f}%  {}\n", 100 * fraction, text);
    return;
  }
  const int full = int(std::lround(std::clamp(fraction, 0.0, 1.0) * kBarWidth));
  std::string bar;
  for (int i = 0; i < kBarWidth; ++i) bar += i < full ? "█" : "░";
  fmt::print(stderr, "\r\x1b[2K{} {:3.0f}%  {}", bar, 100 * fraction, text);
  std::fflush(stderr);
  line_open_ = true;
}

void Progress::finish_line() {
  if (line_open_) fmt::print(stderr, "\r\x1b[2K");
  std::fflush(stderr);
  line_open_ = false;
}

}  // namespace alexnet::cli
