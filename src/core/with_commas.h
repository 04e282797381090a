#pragma once
#include <cstdint>
#include <string>

namespace alexnet {

/// 60965224 -> "60,965,224"
inline std::string with_commas(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (int at = int(digits.size()) - 3; at > (number < 0 ? 1 : 0); at -= 3)
    digits.insert(std::size_t(at), ",");
  return digits;
}

}  // namespace alexnet
