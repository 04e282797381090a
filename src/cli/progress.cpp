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

std::string duration_text(double seconds) {
  const int s = int(std::lround(std::max(0.0, seconds)));
  if (s >= 3600) return fmt::format("{} h {:02} min", s / 3600, s / 60 % 60);
  if (s >= 60) return fmt::format("{} min {:02} s", s / 60, s % 60);
  return fmt::format("{} s", s);
}

}  // namespace alexnet::cli
