#pragma once
#include <string>

namespace alexnet {

/// A name as it may be printed: files may have any names, but a printed one must not break a line
/// in two or control the terminal. Control characters become '?'.
inline std::string printable(std::string text) {
  for (char& letter : text)
    if (static_cast<unsigned char>(letter) < ' ' || letter == 127) letter = '?';
  return text;
}

}  // namespace alexnet
