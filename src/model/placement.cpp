#include "model/placement.h"

namespace alexnet {

Placement Placement::parse(std::string_view text) {
  if (text.find('=') == std::string_view::npos) {
    const Device both = Device::parse(text);
    return {both, both};
  }
  const std::size_t comma = text.find(',');
  const std::string_view first = text.substr(0, comma);
  const std::string_view second =
      comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
  if (!first.starts_with("a=") || !second.starts_with("b="))
    throw UsageError(
        fmt::format("placement '{}' is not understood: write a=cpu:0,b=cpu:1, or one device for "
                    "both towers",
                    text));
  return {Device::parse(first.substr(2)), Device::parse(second.substr(2))};
}

std::string to_text(const Placement& placement) {
  return fmt::format("a={},b={}", to_text(placement.a), to_text(placement.b));
}

}  // namespace alexnet
