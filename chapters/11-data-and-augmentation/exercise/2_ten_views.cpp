#include "exercises.h"

namespace alexnet::course {

std::vector<View> ten_views(int /*side*/, int /*crop*/) {
  return {};  // yours
}

}  // namespace alexnet::course
