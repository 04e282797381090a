#include "exercises.h"

namespace alexnet::course {

std::array<double, 3> principal_colour(std::span<const std::array<double, 3>> /*pixels*/) {
  return {1, 0, 0};  // yours
}

}  // namespace alexnet::course
