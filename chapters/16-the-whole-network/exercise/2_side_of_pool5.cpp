#include "exercises.h"

namespace alexnet::course {

int side_of_pool5(int /*side*/) {
  return -1;  // yours
}

std::pair<int, int> sides_that_give_6() {
  return {224, 224};  // yours
}

}  // namespace alexnet::course
