#include <algorithm>
#include <cmath>

#include "exercises.h"

namespace alexnet::course {

void normalize_backward(ConstTensorView x, ConstTensorView y, ConstTensorView grad_y,
                        TensorView grad_x, const LrnParams& params) {
  const auto sum_over_window = [&](int c, auto&& term) {
    Real sum = 0;
    const int last = std::min(c + params.size / 2, x.shape.c - 1);
    for (int j = std::max(c - params.size / 2, 0); j <= last; ++j) sum += term(j);
    return sum;
  };
  for (int n = 0; n < x.shape.n; ++n)
    for (int h = 0; h < x.shape.h; ++h)
      for (int w = 0; w < x.shape.w; ++w) {
        const auto d = [&](int c) {
          const auto square = [&](int j) { return x(n, j, h, w) * x(n, j, h, w); };
          return params.k + params.alpha * sum_over_window(c, square);
        };
        for (int c = 0; c < x.shape.c; ++c) {
          const Real sum =
              sum_over_window(c, [&](int j) { return grad_y(n, j, h, w) * y(n, j, h, w) / d(j); });
          grad_x(n, c, h, w) = grad_y(n, c, h, w) * std::pow(d(c), -params.beta) -
                               2 * params.alpha * params.beta * x(n, c, h, w) * sum;
        }
      }
}

}  // namespace alexnet::course
