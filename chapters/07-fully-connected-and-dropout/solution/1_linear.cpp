#include "exercises.h"

namespace alexnet::course {

void linear(ConstTensorView x, ConstTensorView weight, ConstTensorView bias, TensorView y) {
  for (int o = 0; o < y.shape.c; ++o)  // outermost: its row of weights serves the whole batch
    for (int n = 0; n < y.shape.n; ++n) {
      Real sum = bias.data[o];
      for (int i = 0; i < x.shape.c; ++i) sum += weight(o, i, 0, 0) * x(n, i, 0, 0);
      y(n, o, 0, 0) = sum;
    }
}

}  // namespace alexnet::course
