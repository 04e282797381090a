#include <algorithm>

#include "core/parallel.h"
#include "layers/avgpool/avgpool.h"

namespace alexnet::cpu {

void avgpool_forward(ConstTensorView x, TensorView y, const PoolParams& p) {
  ALEXNET_CHECK_EQ(y.shape, pool_output_shape(x.shape, p));
  const Shape &xs = x.shape, &ys = y.shape;
  parallel_for(std::int64_t{ys.n} * ys.c, [&](std::int64_t map) {
    const Real* from = x.data + map * xs.map_size();
    Real* to = y.data + map * ys.map_size();
    for (int oy = 0; oy < ys.h; ++oy)
      for (int ox = 0; ox < ys.w; ++ox) {
        const PoolWindow window(xs, p, oy, ox);
        Real sum = 0;
        for (int iy = window.y0; iy < window.y1; ++iy)
          for (int ix = window.x0; ix < window.x1; ++ix) sum += from[iy * xs.w + ix];
        *to++ = sum / Real(window.area());
      }
  });
}

void avgpool_backward(ConstTensorView grad_y, TensorView grad_x, const PoolParams& p) {
  ALEXNET_CHECK_EQ(grad_y.shape, pool_output_shape(grad_x.shape, p));
  const Shape &xs = grad_x.shape, &ys = grad_y.shape;
  parallel_for(std::int64_t{ys.n} * ys.c, [&](std::int64_t map) {
    const Real* gradient = grad_y.data + map * ys.map_size();
    Real* to = grad_x.data + map * xs.map_size();
    std::fill_n(to, xs.map_size(), Real(0));
    for (int oy = 0; oy < ys.h; ++oy)
      for (int ox = 0; ox < ys.w; ++ox) {
        const PoolWindow window(xs, p, oy, ox);
        const Real share = *gradient++ / Real(window.area());
        for (int iy = window.y0; iy < window.y1; ++iy)
          for (int ix = window.x0; ix < window.x1; ++ix) to[iy * xs.w + ix] += share;
      }
  });
}

}  // namespace alexnet::cpu
