#include "exercises.h"

namespace alexnet::course {

int sectors_of_warp(int /*first*/, int /*stride*/) {
  return 0;  // yours
}

}  // namespace alexnet::course
