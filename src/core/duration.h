#pragma once
#include <string>

namespace alexnet {

/// "12 days 3 h", "1 h 02 min", "3 min 20 s", "12 s"; less than nothing is "0 s".
std::string duration_text(double seconds);

}  // namespace alexnet
