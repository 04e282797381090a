#include "exercises.h"

namespace alexnet::course {

void put_picture(std::span<const std::uint8_t> /*pixels*/, float /*mean*/, int /*n*/,
                 TensorView /*x*/) {
  // Yours. x(n, c, row, column) is an element.
}

}  // namespace alexnet::course
