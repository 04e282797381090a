#include "cli/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "core/log.h"

namespace alexnet::cli {
namespace {
using namespace std::chrono_literals;

constexpr int kBarWidth = 24, kPercentWidth = 7;  // " 100%  "

int terminal_width() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

Progress::Progress() : terminal_(isatty(STDERR_FILENO)) {}

void Progress::show(double fraction, const std::string& text) {
  const auto now = std::chrono::steady_clock::now();
  const auto pause = terminal_ ? 100ms : 10s;
  if (now - last_ < pause) return;
  last_ = now;
  if (!terminal_) {
    print_if_possible(stderr, fmt::format("{:3.0f}%  {}\n", 100 * fraction, text));
    return;
  }
  // The bar gives way to the text. A line as wide as the terminal would begin the next one.
  const int room = std::max(0, terminal_width() - 1 - kPercentWidth);
  const int width = std::clamp(room - int(text.size()), 0, kBarWidth);
  const int full = int(std::lround(std::clamp(fraction, 0.0, 1.0) * width));
  std::string bar;
  for (int i = 0; i < width; ++i) bar += i < full ? "█" : "░";
  print_if_possible(stderr, fmt::format("\r\x1b[2K{} {:3.0f}%  {}", bar, 100 * fraction,
                                        text.substr(0, std::size_t(room - width))));
  line_open_ = true;
}

void Progress::finish_line() {
  if (line_open_) print_if_possible(stderr, "\r\x1b[2K");
  line_open_ = false;
}

}  // namespace alexnet::cli
