#include "exercises.h"

namespace alexnet::course {

Place place_of(const Shape& shape, std::int64_t offset) {
  const std::int64_t row = offset / shape.w, map = row / shape.h;
  return {int(map / shape.c), int(map % shape.c), int(row % shape.h), int(offset % shape.w)};
}

}  // namespace alexnet::course
