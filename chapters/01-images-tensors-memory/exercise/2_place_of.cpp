#include "exercises.h"

namespace alexnet::course {

Place place_of(const Shape& /*shape*/, std::int64_t /*offset*/) {
  return {-1, -1, -1, -1};  // yours
}

}  // namespace alexnet::course
