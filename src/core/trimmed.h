#pragma once
#include <string>

namespace alexnet {

/// The text without the spaces, tabs and carriage returns at its ends.
inline std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin);
}

}  // namespace alexnet
