#include "exercises.h"

namespace alexnet::course {

void yellow_on_blue(TensorView weight) {
  // Red and green count half each, so that together they balance blue; the 9 pixels in the middle
  // together balance the 16 around them.
  for (int c = 0; c < 3; ++c)
    for (int y = 0; y < 5; ++y)
      for (int x = 0; x < 5; ++x) {
        const bool inside = y >= 1 && y <= 3 && x >= 1 && x <= 3;
        weight(0, c, y, x) =
            (c < 2 ? Real(0.5) : Real(-1)) * (inside ? Real(1) / 9 : Real(-1) / 16);
      }
}

}  // namespace alexnet::course
