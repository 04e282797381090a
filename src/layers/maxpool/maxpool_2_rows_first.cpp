// Rung 2: first the largest value of each column within a row of windows - whole rows against whole
// rows, so whole vectors - then along that one row. No branch depends on the data.
#include <algorithm>
#include <vector>

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
    Scratch column_max(std::size_t(xs.w));
    std::vector<int> winning_row(std::size_t(xs.w));  // of each column: the first that is largest
    Real* tallest = column_max.data();
    int* winner = winning_row.data();
    for (int oy = 0; oy < ys.h; ++oy) {
      const PoolWindow rows(xs, p, oy, 0);
      std::copy_n(from + std::int64_t{rows.y0} * xs.w, xs.w, tallest);
      std::fill_n(winner, xs.w, rows.y0);
      for (int iy = rows.y0 + 1; iy < rows.y1; ++iy) {
        const Real* row = from + std::int64_t{iy} * xs.w;
#pragma omp simd
        for (int ix = 0; ix < xs.w; ++ix) {
          winner[ix] = row[ix] > tallest[ix] ? iy : winner[ix];
          tallest[ix] = row[ix] > tallest[ix] ? row[ix] : tallest[ix];
        }
      }
      for (int ox = 0; ox < ys.w; ++ox) {
        const PoolWindow columns(xs, p, oy, ox);
        int best = columns.x0;
        for (int ix = columns.x0 + 1; ix < columns.x1; ++ix) {
          // Reading order goes by rows: of two equal columns the higher one wins.
          const bool wins = (tallest[ix] > tallest[best]) |
                            ((tallest[ix] == tallest[best]) & (winner[ix] < winner[best]));
          best = wins ? ix : best;
        }
        to[std::int64_t{winner[best]} * xs.w + best] += *gradient++;
      }
    }
  });
}

}  // namespace alexnet::cpu::rows_first
