#include <algorithm>

#include "core/parallel.h"
#include "core/scratch.h"
#include "layers/avgpool/avgpool.h"

// A window's sum is the sum of its columns' sums. Columns are summed for the whole width of the map
// at once, in whole vectors; then each window adds up the sums of its own columns.
namespace alexnet::cpu {
namespace {

/// A thread makes its working memory once for so many.
constexpr int kMapsAtATime = 8;

/// `columns` is working memory, as long as a row of x.
void forward_one_map(const Real* x, Real* y, Real* columns, const Shape& xs, const Shape& ys,
                     const PoolParams& p) {
  for (int oy = 0; oy < ys.h; ++oy) {
    const PoolWindow rows(xs, p, oy, 0);
    std::copy_n(x + rows.y0 * xs.w, xs.w, columns);
    for (int iy = rows.y0 + 1; iy < rows.y1; ++iy)
      for (int ix = 0; ix < xs.w; ++ix) columns[ix] += x[iy * xs.w + ix];
    for (int ox = 0; ox < ys.w; ++ox) {
      const PoolWindow window(xs, p, oy, ox);
      Real sum = columns[window.x0];
      for (int ix = window.x0 + 1; ix < window.x1; ++ix) sum += columns[ix];
      *y++ = sum / Real(window.area());
    }
  }
}

/// columns[ix]: what each pixel of the column gets from a row of windows.
void backward_one_map(const Real* grad_y, Real* grad_x, Real* columns, const Shape& xs,
                      const Shape& ys, const PoolParams& p) {
  std::fill_n(grad_x, xs.map_size(), Real(0));
  for (int oy = 0; oy < ys.h; ++oy) {
    std::fill_n(columns, xs.w, Real(0));
    for (int ox = 0; ox < ys.w; ++ox) {
      const PoolWindow window(xs, p, oy, ox);
      const Real share = *grad_y++ / Real(window.area());
      for (int ix = window.x0; ix < window.x1; ++ix) columns[ix] += share;
    }
    const PoolWindow rows(xs, p, oy, 0);
    for (int iy = rows.y0; iy < rows.y1; ++iy)
      for (int ix = 0; ix < xs.w; ++ix) grad_x[iy * xs.w + ix] += columns[ix];
  }
}

}  // namespace

void avgpool_forward(ConstTensorView x, TensorView y, const PoolParams& p) {
  ALEXNET_CHECK_EQ(y.shape, pool_output_shape(x.shape, p));
  const Shape &xs = x.shape, &ys = y.shape;
  parallel_ranges(std::int64_t{ys.n} * ys.c, kMapsAtATime,
                  [&](std::int64_t begin, std::int64_t end) {
                    Scratch columns(std::size_t(xs.w));
                    for (std::int64_t i = begin; i < end; ++i)
                      forward_one_map(x.data + i * xs.map_size(), y.data + i * ys.map_size(),
                                      columns.data(), xs, ys, p);
                  });
}

void avgpool_backward(ConstTensorView grad_y, TensorView grad_x, const PoolParams& p) {
  ALEXNET_CHECK_EQ(grad_y.shape, pool_output_shape(grad_x.shape, p));
  const Shape &xs = grad_x.shape, &ys = grad_y.shape;
  parallel_ranges(std::int64_t{ys.n} * ys.c, kMapsAtATime,
                  [&](std::int64_t begin, std::int64_t end) {
                    Scratch columns(std::size_t(xs.w));
                    for (std::int64_t i = begin; i < end; ++i)
                      backward_one_map(grad_y.data + i * ys.map_size(),
                                       grad_x.data + i * xs.map_size(), columns.data(), xs, ys, p);
                  });
}

}  // namespace alexnet::cpu
