#include "exercises.h"

namespace alexnet::course {

int pixels_seen(std::span<const Window> /*layers*/) {
  return 1;  // yours; right if there is no layer
}

}  // namespace alexnet::course
