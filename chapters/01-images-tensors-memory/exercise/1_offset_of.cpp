#include "exercises.h"

namespace alexnet::course {

std::int64_t offset_of(const Shape& /*shape*/, const Place& /*place*/) {
  return -1;  // yours
}

}  // namespace alexnet::course
