// Rung 1: window by window.
#include "core/parallel.h"
#include "layers/maxpool/maxpool_rungs.h"

namespace alexnet::cpu::naive {

void maxpool_forward(ConstTensorView x, TensorView y, const PoolParams& p) {
  parallel_for(x.shape.n, [&](std::int64_t image) {
    const int n = int(image);
    for (int c = 0; c < y.shape.c; ++c)
      for (int oy = 0; oy < y.shape.h; ++oy)
        for (int ox = 0; ox < y.shape.w; ++ox) {
          const PoolWindow window(x.shape, p, oy, ox);
          Real best = x(n, c, window.y0, window.x0);
          for (int iy = window.y0; iy < window.y1; ++iy)
            for (int ix = window.x0; ix < window.x1; ++ix)
              if (x(n, c, iy, ix) > best) best = x(n, c, iy, ix);
          y(n, c, oy, ox) = best;
        }
  });
}

void maxpool_backward(ConstTensorView x, ConstTensorView grad_y, TensorView grad_x,
                      const PoolParams& p) {
  fill(grad_x, 0);
  parallel_for(x.shape.n, [&](std::int64_t image) {
    const int n = int(image);
    for (int c = 0; c < grad_y.shape.c; ++c)
      for (int oy = 0; oy < grad_y.shape.h; ++oy)
        for (int ox = 0; ox < grad_y.shape.w; ++ox) {
          const PoolWindow window(x.shape, p, oy, ox);
          int best_y = window.y0, best_x = window.x0;
          for (int iy = window.y0; iy < window.y1; ++iy)
            for (int ix = window.x0; ix < window.x1; ++ix)
              if (x(n, c, iy, ix) > x(n, c, best_y, best_x)) {
                best_y = iy;
                best_x = ix;
              }
          grad_x(n, c, best_y, best_x) += grad_y(n, c, oy, ox);
        }
  });
}

}  // namespace alexnet::cpu::naive
