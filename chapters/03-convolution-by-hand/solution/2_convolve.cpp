#include "exercises.h"

namespace alexnet::course {

void convolve(ConstTensorView x, ConstTensorView weight, ConstTensorView bias, int stride, int pad,
              TensorView y) {
  for (int n = 0; n < y.shape.n; ++n)
    for (int f = 0; f < y.shape.c; ++f)
      for (int oy = 0; oy < y.shape.h; ++oy)
        for (int ox = 0; ox < y.shape.w; ++ox) {
          Real sum = bias(f, 0, 0, 0);
          for (int c = 0; c < x.shape.c; ++c)
            for (int ky = 0; ky < weight.shape.h; ++ky)
              for (int kx = 0; kx < weight.shape.w; ++kx) {
                const int iy = oy * stride - pad + ky, ix = ox * stride - pad + kx;
                const bool inside = iy >= 0 && iy < x.shape.h && ix >= 0 && ix < x.shape.w;
                if (inside) sum += x(n, c, iy, ix) * weight(f, c, ky, kx);
              }
          y(n, f, oy, ox) = sum;
        }
}

}  // namespace alexnet::course
