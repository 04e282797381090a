#include "exercises.h"

namespace alexnet::course {

int pixels_seen(std::span<const Window> /*layers*/) {
  return 1;  // yours: so it is without any layer
}

}  // namespace alexnet::course
