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

/// The same, keeping track of where in the map each value lies. Among equals the smaller position
/// wins, which is the first in reading order.
void raise(Real* best, int* best_at, const Real* other, const int* other_at, int count) {
#pragma omp simd
  for (int i = 0; i < count; ++i) {
    const bool wins = (other[i] > best[i]) | ((other[i] == best[i]) & (other_at[i] < best_at[i]));
    best[i] = wins ? other[i] : best[i];
    best_at[i] = wins ? other_at[i] : best_at[i];
  }
}

/// Working memory, used for one map after another; all have the same shape.
class Maps {
 public:
  Maps(const Shape& x, const Shape& y, const PoolParams& params)
      : xs_(x),
        ys_(y),
        p_(params),
        values_(std::size_t(2 * x.w + params.size)),
        positions_(std::size_t(3 * x.w + params.size)) {
    // What lies to the right of the map, for windows that hang over its border.
    std::fill_n(columns_ + width_, p_.size, -std::numeric_limits<Real>::infinity());
    std::fill_n(columns_at_ + width_, p_.size, int(xs_.map_size()));
  }

  void forward(const Real* x, Real* y) {
    for (int oy = 0; oy < ys_.h; ++oy) {
      const PoolWindow rows(xs_, p_, oy, 0);
      std::copy_n(x + rows.y0 * width_, width_, columns_);
      for (int iy = rows.y0 + 1; iy < rows.y1; ++iy) raise(columns_, x + iy * width_, width_);
      std::copy_n(columns_, width_, runs_);
      for (int ix = 1; ix < p_.size; ++ix) raise(runs_, columns_ + ix, width_);
      for (int ox = 0; ox < ys_.w; ++ox) *y++ = runs_[ox * p_.stride];
    }
  }

  void backward(const Real* x, const Real* grad_y, Real* grad_x) {
    std::fill_n(grad_x, xs_.map_size(), Real(0));
    for (int oy = 0; oy < ys_.h; ++oy) {
      const PoolWindow rows(xs_, p_, oy, 0);
      std::copy_n(x + rows.y0 * width_, width_, columns_);
      std::iota(columns_at_, columns_at_ + width_, rows.y0 * width_);
      for (int iy = rows.y0 + 1; iy < rows.y1; ++iy) {
        std::iota(row_at_, row_at_ + width_, iy * width_);
        raise(columns_, columns_at_, x + iy * width_, row_at_, width_);
      }
      std::copy_n(columns_, width_, runs_);
      std::copy_n(columns_at_, width_, runs_at_);
      for (int ix = 1; ix < p_.size; ++ix)
        raise(runs_, runs_at_, columns_ + ix, columns_at_ + ix, width_);
      for (int ox = 0; ox < ys_.w; ++ox) grad_x[runs_at_[ox * p_.stride]] += *grad_y++;
    }
  }

 private:
  const Shape &xs_, &ys_;
  const PoolParams& p_;
  const int width_ = xs_.w;
  Scratch values_;
  std::vector<int> positions_;
  // The largest value of each run of columns and of each column, and where in the map they lie.
  Real *const runs_ = values_.data(), *const columns_ = runs_ + width_;
  int *const row_at_ = positions_.data(), *const runs_at_ = row_at_ + width_,
             *const columns_at_ = runs_at_ + width_;
};

/// A thread makes its working memory once for so many.
constexpr int kMapsAtATime = 8;

}  // namespace

void maxpool_forward(ConstTensorView x, TensorView y, const PoolParams& p) {
  const std::int64_t x_size = x.shape.map_size(), y_size = y.shape.map_size();
  parallel_ranges(std::int64_t{y.shape.n} * y.shape.c, kMapsAtATime,
                  [&](std::int64_t begin, std::int64_t end) {
                    Maps maps(x.shape, y.shape, p);
                    for (std::int64_t i = begin; i < end; ++i)
                      maps.forward(x.data + i * x_size, y.data + i * y_size);
                  });
}

void maxpool_backward(ConstTensorView x, ConstTensorView grad_y, TensorView grad_x,
                      const PoolParams& p) {
  const std::int64_t x_size = x.shape.map_size(), y_size = grad_y.shape.map_size();
  parallel_ranges(
      std::int64_t{x.shape.n} * x.shape.c, kMapsAtATime, [&](std::int64_t begin, std::int64_t end) {
        Maps maps(x.shape, grad_y.shape, p);
        for (std::int64_t i = begin; i < end; ++i)
          maps.backward(x.data + i * x_size, grad_y.data + i * y_size, grad_x.data + i * x_size);
      });
}

}  // namespace alexnet::cpu::rows_first
