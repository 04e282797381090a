#include "exercises.h"

namespace alexnet::course {

void pool_backward(ConstTensorView x, ConstTensorView grad_y, TensorView grad_x,
                   const PoolParams& params) {
  fill(grad_x, 0);
  for (int n = 0; n < grad_y.shape.n; ++n)
    for (int c = 0; c < grad_y.shape.c; ++c)
      for (int oy = 0; oy < grad_y.shape.h; ++oy)
        for (int ox = 0; ox < grad_y.shape.w; ++ox) {
          const PoolWindow window(x.shape, params, oy, ox);
          int best_y = window.y0, best_x = window.x0;
          for (int iy = window.y0; iy < window.y1; ++iy)
            for (int ix = window.x0; ix < window.x1; ++ix)
              if (x(n, c, iy, ix) > x(n, c, best_y, best_x)) best_y = iy, best_x = ix;
          grad_x(n, c, best_y, best_x) += grad_y(n, c, oy, ox);
        }
}

}  // namespace alexnet::course
