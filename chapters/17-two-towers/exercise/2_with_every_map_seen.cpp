#include "exercises.h"

namespace alexnet::course {

Variant with_every_map_seen(Variant variant) {
  return variant;  // yours
}

}  // namespace alexnet::course
