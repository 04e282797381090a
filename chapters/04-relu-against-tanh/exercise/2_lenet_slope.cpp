#include "exercises.h"

namespace alexnet::course {

double lenet_slope(double /*y*/) {
  return 0;  // yours
}

}  // namespace alexnet::course
