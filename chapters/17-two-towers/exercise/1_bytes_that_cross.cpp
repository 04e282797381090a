#include "exercises.h"

namespace alexnet::course {

std::int64_t bytes_that_cross(const Variant& /*variant*/, int /*pictures*/) {
  return -1;  // yours
}

}  // namespace alexnet::course
