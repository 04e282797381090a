#include "exercises.h"

namespace alexnet::course {

void convolve_backward(ConstTensorView x, ConstTensorView weight, ConstTensorView grad_y,
                       int stride, int pad, TensorView grad_x, TensorView grad_weight,
                       TensorView grad_bias) {
  // The loops of the forward pass. Where it adds a product to y, both factors get their share.
  for (int n = 0; n < grad_y.shape.n; ++n)
    for (int f = 0; f < grad_y.shape.c; ++f)
      for (int oy = 0; oy < grad_y.shape.h; ++oy)
        for (int ox = 0; ox < grad_y.shape.w; ++ox) {
          const Real g = grad_y(n, f, oy, ox);
          grad_bias(f, 0, 0, 0) += g;
          for (int c = 0; c < x.shape.c; ++c)
            for (int ky = 0; ky < weight.shape.h; ++ky)
              for (int kx = 0; kx < weight.shape.w; ++kx) {
                const int iy = oy * stride - pad + ky, ix = ox * stride - pad + kx;
                if (iy < 0 || iy >= x.shape.h || ix < 0 || ix >= x.shape.w) continue;
                grad_x(n, c, iy, ix) += g * weight(f, c, ky, kx);
                grad_weight(f, c, ky, kx) += g * x(n, c, iy, ix);
              }
        }
}

}  // namespace alexnet::course
