#include "exercises.h"

namespace alexnet::course {

void pool_backward_all_ties(ConstTensorView x, ConstTensorView y, ConstTensorView grad_y,
                            TensorView grad_x, const PoolParams& params) {
  for (int n = 0; n < x.shape.n; ++n)
    for (int c = 0; c < x.shape.c; ++c)
      for (int iy = 0; iy < x.shape.h; ++iy)
        for (int ix = 0; ix < x.shape.w; ++ix) {
          const CoveringWindows windows(y.shape, params, iy, ix);
          Real sum = 0;
          for (int oy = windows.oy0; oy < windows.oy1; ++oy)
            for (int ox = windows.ox0; ox < windows.ox1; ++ox)
              if (y(n, c, oy, ox) == x(n, c, iy, ix)) sum += grad_y(n, c, oy, ox);
          grad_x(n, c, iy, ix) = sum;
        }
}

}  // namespace alexnet::course
