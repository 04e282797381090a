#include "exercises.h"

namespace alexnet::course {

void negative(ConstTensorView x, TensorView y) {
  for (int n = 0; n < x.shape.n; ++n)
    for (int c = 0; c < x.shape.c; ++c)
      for (int row = 0; row < x.shape.h; ++row)
        for (int col = 0; col < x.shape.w; ++col) y(n, c, row, col) = -x(n, c, row, col);
}

}  // namespace alexnet::course
