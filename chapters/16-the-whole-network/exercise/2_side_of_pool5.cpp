#include "exercises.h"

namespace alexnet::course {

int side_of_pool5(int /*side*/) {
  return -1;  // yours
}

}  // namespace alexnet::course
