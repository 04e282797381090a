#include "exercises.h"

namespace alexnet::course {

int nearest_digit(ConstTensorView f6, ConstTensorView printed, double limit) {
  int nearest = -1;
  for (int i = 0; i < printed.shape.n; ++i) {
    double distance = 0;
    for (int j = 0; j < printed.shape.c; ++j) {
      const double apart = f6.data[j] - printed(i, j, 0, 0);
      distance += apart * apart;
    }
    if (distance >= limit) continue;
    nearest = i;
    limit = distance;  // the next has to beat it
  }
  return nearest;
}

}  // namespace alexnet::course
