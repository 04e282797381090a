#include <cmath>

#include "exercises.h"

namespace alexnet::course {

void subsample(ConstTensorView x, ConstTensorView coefficient, ConstTensorView bias, TensorView y) {
  for (int n = 0; n < y.shape.n; ++n)
    for (int c = 0; c < y.shape.c; ++c)
      for (int row = 0; row < y.shape.h; ++row)
        for (int col = 0; col < y.shape.w; ++col) {
          const Real sum = x(n, c, 2 * row, 2 * col) + x(n, c, 2 * row, 2 * col + 1) +
                           x(n, c, 2 * row + 1, 2 * col) + x(n, c, 2 * row + 1, 2 * col + 1);
          const Real a = coefficient.data[c] * sum + bias.data[c];
          y(n, c, row, col) = Real(1.7159) * std::tanh(Real(2) / 3 * a);
        }
}

}  // namespace alexnet::course
