#include "exercises.h"

namespace alexnet::course {

std::array<Unit, 3> tent() {
  return {};  // yours: {{{.in = ..., .bias = ..., .out = ...}, {...}, {...}}}
}

}  // namespace alexnet::course
