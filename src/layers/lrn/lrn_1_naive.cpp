// Rung 1: the formulas, element by element.
#include <algorithm>
#include <cmath>

#include "core/parallel.h"
#include "layers/lrn/lrn_rungs.h"

namespace alexnet::cpu::naive {
namespace {

/// d at one element.
Real denominator(ConstTensorView x, int n, int c, int h, int w, const LrnParams& p) {
  const int first = std::max(0, c - p.size / 2);
  const int last = std::min(x.shape.c - 1, c + p.size / 2);
  Real sum = 0;
  for (int j = first; j <= last; ++j) sum = multiply_add(x(n, j, h, w), x(n, j, h, w), sum);
  return multiply_add(p.alpha, sum, p.k);
}

}  // namespace

void lrn_forward(ConstTensorView x, TensorView y, const LrnParams& p) {
  const Shape& s = x.shape;
  parallel_for(s.n, [&](std::int64_t image) {
    const int n = int(image);
    for (int c = 0; c < s.c; ++c)
      for (int h = 0; h < s.h; ++h)
        for (int w = 0; w < s.w; ++w) {
          const Real d = denominator(x, n, c, h, w, p);
          y(n, c, h, w) = x(n, c, h, w) * std::pow(d, -p.beta);
        }
  });
}

void lrn_backward(ConstTensorView x, ConstTensorView y, ConstTensorView grad_y, TensorView grad_x,
                  const LrnParams& p) {
  const Shape& s = x.shape;
  parallel_for(s.n, [&](std::int64_t image) {
    const int n = int(image);
    for (int c = 0; c < s.c; ++c)
      for (int h = 0; h < s.h; ++h)
        for (int w = 0; w < s.w; ++w) {
          // x[c] is in the window of map j exactly when map j is in the window of map c.
          const int first = std::max(0, c - p.size / 2);
          const int last = std::min(s.c - 1, c + p.size / 2);
          Real sum = 0;
          for (int j = first; j <= last; ++j)
            sum += grad_y(n, j, h, w) * y(n, j, h, w) / denominator(x, n, j, h, w, p);
          const Real d = denominator(x, n, c, h, w, p);
          grad_x(n, c, h, w) = grad_y(n, c, h, w) * std::pow(d, -p.beta) -
                               2 * p.alpha * p.beta * x(n, c, h, w) * sum;
        }
  });
}

}  // namespace alexnet::cpu::naive
