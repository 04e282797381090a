#include "exercises.h"

namespace alexnet::course {

double share_of_colour(ConstTensorView /*filters*/, int /*filter*/) {
  return -1;  // yours
}

}  // namespace alexnet::course
