#include "exercises.h"

namespace alexnet::course {

Count count(std::span<const int> /*seen*/, int /*size*/, int /*side*/) {
  return {};  // yours
}

}  // namespace alexnet::course
