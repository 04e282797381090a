#include "core/duration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace alexnet {

std::string duration_text(double seconds) {
  const std::int64_t s = std::llround(std::max(0.0, seconds));
  const std::int64_t min = s / 60, h = min / 60, days = h / 24;
  if (days >= 1) return fmt::format("{} day{} {} h", days, days > 1 ? "s" : "", h % 24);
  if (h >= 1) return fmt::format("{} h {:02} min", h, min % 60);
  if (min >= 1) return fmt::format("{} min {:02} s", min, s % 60);
  return fmt::format("{} s", s);
}

}  // namespace alexnet
