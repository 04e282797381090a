// Rung 2: first the largest value of each column within a row of windows, then the largest of each
// run of columns. Both steps treat all columns of the map alike, whole vectors at a time, with no
// branch on the data; every stride-th run is a window.
#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "core/parallel.h"
#include "core/scratch.h"
#include "layers/maxpool/maxpool_rungs.h"

namespace alexnet::cpu::rows_first {
namespace {

/// best[i] = the larger of best[i] and other[i].
void raise(Real* best, const Real* other, int count) {
  for (int i = 0; i < count; ++i) best[i] = other[i] > best[i] ? other[i] : best[i];
}

/// The same, with the position in the map of each. Of equals the smaller position wins: the first
/// in reading order.
void raise(Real* best, int* best_at, const Real* other, const int* other_at, int count) {
#pragma omp simd
  for (int i = 0; i < count; ++i) {
    const bool wins = (other[i] > best[i]) | ((other[i] == best[i]) & (other_at[i] < best_at[i]));
    best[i] = wins ? other[i] : best[i];
    best_at[i] = wins ? other_at[i] : best_at[i];
  }
}

/// What lies right of the map, for windows that hang over its border.
constexpr Real kOutside = -std::numeric_limits<Real>::infinity();

void forward_one_map(const Real* x, Real* y, const Shape& xs, const Shape& ys,
                     const PoolParams& p) {
  const int width = xs.w;
  Scratch memory(std::size_t(2 * width + p.size));
  Real *runs = memory.data(), *columns = runs + width;
  std::fill_n(columns + width, p.size, kOutside);
  for (int oy = 0; oy < ys.h; ++oy) {
    const PoolWindow rows(xs, p, oy, 0);
    std::copy_n(x + rows.y0 * width, width, columns);
    for (int iy = rows.y0 + 1; iy < rows.y1; ++iy) raise(columns, x + iy * width, width);
    std::copy_n(columns, width, runs);
    for (int ix = 1; ix < p.size; ++ix) raise(runs, columns + ix, width);
    for (int ox = 0; ox < ys.w; ++ox) *y++ = runs[ox * p.stride];
  }
}

void backward_one_map(const Real* x, const Real* grad_y, Real* grad_x, const Shape& xs,
                      const Shape& ys, const PoolParams& p) {
  const int width = xs.w;
  Scratch memory(std::size_t(2 * width + p.size));
  Real *runs = memory.data(), *columns = runs + width;
  std::fill_n(columns + width, p.size, kOutside);
  std::vector<int> position_memory(std::size_t(3 * width + p.size));
  int *row_at = position_memory.data(), *runs_at = row_at + width, *columns_at = runs_at + width;
  std::fill_n(columns_at + width, p.size, int(xs.map_size()));

  std::fill_n(grad_x, xs.map_size(), Real(0));
  for (int oy = 0; oy < ys.h; ++oy) {
    const PoolWindow rows(xs, p, oy, 0);
    std::copy_n(x + rows.y0 * width, width, columns);
    std::iota(columns_at, columns_at + width, rows.y0 * width);
    for (int iy = rows.y0 + 1; iy < rows.y1; ++iy) {
      std::iota(row_at, row_at + width, iy * width);
      raise(columns, columns_at, x + iy * width, row_at, width);
    }
    std::copy_n(columns, width, runs);
    std::copy_n(columns_at, width, runs_at);
    for (int ix = 1; ix < p.size; ++ix) raise(runs, runs_at, columns + ix, columns_at + ix, width);
    for (int ox = 0; ox < ys.w; ++ox) grad_x[runs_at[ox * p.stride]] += *grad_y++;
  }
}

}  // namespace

void maxpool_forward(ConstTensorView x, TensorView y, const PoolParams& p) {
  const Shape &xs = x.shape, &ys = y.shape;
  parallel_for(std::int64_t{ys.n} * ys.c, [&](std::int64_t map) {
    forward_one_map(x.data + map * xs.map_size(), y.data + map * ys.map_size(), xs, ys, p);
  });
}

void maxpool_backward(ConstTensorView x, ConstTensorView, ConstTensorView grad_y, TensorView grad_x,
                      const PoolParams& p) {
  const Shape &xs = x.shape, &ys = grad_y.shape;
  parallel_for(std::int64_t{ys.n} * ys.c, [&](std::int64_t map) {
    backward_one_map(x.data + map * xs.map_size(), grad_y.data + map * ys.map_size(),
                     grad_x.data + map * xs.map_size(), xs, ys, p);
  });
}

}  // namespace alexnet::cpu::rows_first
