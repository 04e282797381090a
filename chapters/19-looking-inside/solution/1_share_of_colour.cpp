#include "exercises.h"

namespace alexnet::course {

// A share of 1/2, by hand: 1 + sqrt(1.5), 1 and 1 - sqrt(1.5). Their mean is 1, so 3 is grey, and
// 1.5 + 0 + 1.5 is colour.
double share_of_colour(ConstTensorView filters, int filter) {
  double energy = 0, grey = 0;
  for (int y = 0; y < filters.shape.h; ++y)
    for (int x = 0; x < filters.shape.w; ++x) {
      const double r = filters(filter, 0, y, x), g = filters(filter, 1, y, x),
                   b = filters(filter, 2, y, x);
      energy += r * r + g * g + b * b;
      grey += (r + g + b) * (r + g + b) / 3;  // three times the square of the mean
    }
  return energy > 0 ? 1 - grey / energy : 0;
}

}  // namespace alexnet::course
