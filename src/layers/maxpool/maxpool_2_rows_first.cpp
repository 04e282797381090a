// Rung 2: first the largest value of each column within a row of windows - whole rows against whole
// rows, so whole vectors - then along that one row. No branch depends on the data.
#include <algorithm>

#include "core/parallel.h"
#include "core/scratch.h"
#include "layers/maxpool/maxpool_rungs.h"

namespace alexnet::cpu::rows_first {

void maxpool_forward(ConstTensorView x, TensorView y, const PoolParams& p) {
  const Shape &xs = x.shape, &ys = y.shape;
  parallel_for(std::int64_t{ys.n} * ys.c, [&](std::int64_t map) {
    const Real* from = x.data + map * xs.map_size();
    Real* to = y.data + map * ys.map_size();
    Scratch column_max(std::size_t(xs.w));
    Real* tallest = column_max.data();
    for (int oy = 0; oy < ys.h; ++oy, to += ys.w) {
      const PoolWindow rows(xs, p, oy, 0);
      std::copy_n(from + std::int64_t{rows.y0} * xs.w, xs.w, tallest);
      for (int iy = rows.y0 + 1; iy < rows.y1; ++iy) {
        const Real* row = from + std::int64_t{iy} * xs.w;
        for (int ix = 0; ix < xs.w; ++ix)
          tallest[ix] = row[ix] > tallest[ix] ? row[ix] : tallest[ix];
      }
      for (int ox = 0; ox < ys.w; ++ox) {
        const PoolWindow columns(xs, p, oy, ox);
        Real best = tallest[columns.x0];
        for (int ix = columns.x0 + 1; ix < columns.x1; ++ix)
          best = tallest[ix] > best ? tallest[ix] : best;
        to[ox] = best;
      }
    }
  });
}

void maxpool_backward(ConstTensorView x, ConstTensorView, ConstTensorView grad_y, TensorView grad_x,
                      const PoolParams& p) {
  const Shape &xs = x.shape, &ys = grad_y.shape;
  parallel_for(std::int64_t{ys.n} * ys.c, [&](std::int64_t map) {
    const Real* from = x.data + map * xs.map_size();
    const Real* gradient = grad_y.data + map * ys.map_size();
    Real* to = grad_x.data + map * xs.map_size();
    std::fill_n(to, xs.map_size(), Real(0));
    for (int oy = 0; oy < ys.h; ++oy)
      for (int ox = 0; ox < ys.w; ++ox, ++gradient) {
        const PoolWindow window(xs, p, oy, ox);
        int best = window.y0 * xs.w + window.x0;
        for (int iy = window.y0; iy < window.y1; ++iy)
          for (int i = iy * xs.w + window.x0; i < iy * xs.w + window.x1; ++i)
            best = from[i] > from[best] ? i : best;  // a selection, not a jump
        to[best] += *gradient;
      }
  });
}

}  // namespace alexnet::cpu::rows_first
