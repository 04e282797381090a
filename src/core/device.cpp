#include "core/device.h"

#include <charconv>

namespace alexnet {

Device Device::parse(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view kind = text.substr(0, colon);
  Device device;
  bool ok = kind == "cpu" || kind == "cuda";
  device.kind = kind == "cuda" ? Kind::cuda : Kind::cpu;
  if (colon != std::string_view::npos) {
    const std::string_view digits = text.substr(colon + 1);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), device.index);
    ok = ok && error == std::errc() && end == digits.data() + digits.size() && device.index >= 0;
  }
  if (!ok)
    throw UsageError(fmt::format("device '{}' is not known: write cpu, cpu:1, cuda:0 ...", text));
  return device;
}

std::string to_text(const Device& device) {
  return fmt::format("{}:{}", device.is_cpu() ? "cpu" : "cuda", device.index);
}

}  // namespace alexnet
