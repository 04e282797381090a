#include "exercises.h"

namespace alexnet::course {

void channel_means(ConstTensorView x, TensorView means) {
  for (int c = 0; c < x.shape.c; ++c) {
    double sum = 0;
    for (int n = 0; n < x.shape.n; ++n)
      for (int y = 0; y < x.shape.h; ++y)
        for (int column = 0; column < x.shape.w; ++column) sum += x(n, c, y, column);
    means(c, 0, 0, 0) = Real(sum / double(x.shape.n * x.shape.map_size()));
  }
}

}  // namespace alexnet::course
