#include "exercises.h"

namespace alexnet::course {

void cut_out(ConstTensorView picture, ConstTensorView mean, int top, int left, bool mirrored,
             TensorView to) {
  const int side = to.shape.w;
  for (int c = 0; c < to.shape.c; ++c)
    for (int y = 0; y < side; ++y)
      for (int x = 0; x < side; ++x) {
        // Where in the picture; the mean belongs to places in the picture, so it is mirrored too.
        const int row = top + y, column = left + (mirrored ? side - 1 - x : x);
        to(0, c, y, x) = picture(0, c, row, column) - mean(0, c, row, column);
      }
}

}  // namespace alexnet::course
