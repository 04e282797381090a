#pragma once
#include <string>

namespace alexnet {

/// A name as it may be printed: files may have any names, but a printed one must not break a line
/// in two or control the terminal. Control characters become '?': those of ASCII, and U+0080 to
/// U+009F, which UTF-8 writes as two bytes.
inline std::string printable(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = [&](std::size_t at) {
      return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
    };
    const bool is_c1 = byte(i) == 0xc2 && byte(i + 1) >= 0x80 && byte(i + 1) <= 0x9f;
    result += is_c1 || byte(i) < ' ' || byte(i) == 127 ? '?' : text[i];
    i += is_c1;
  }
  return result;
}

}  // namespace alexnet
