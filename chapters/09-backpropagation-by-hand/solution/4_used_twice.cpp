#include <algorithm>

#include "exercises.h"

namespace alexnet::course {

void twice_backward(ConstTensorView x, ConstTensorView w, ConstTensorView grad_y,
                    TensorView grad_w) {
  const int size = w.shape.n;
  fill(grad_w, 0);
  for (int i = 0; i < size; ++i) {
    Real a = 0, grad_h = 0;
    for (int k = 0; k < size; ++k) {
      a += w(i, k, 0, 0) * x(0, k, 0, 0);
      grad_h += w(k, i, 0, 0) * grad_y(0, k, 0, 0);
    }
    const Real h = std::max(a, Real(0)), grad_a = a > 0 ? grad_h : 0;
    // The upper use reads h[i] along column i; the lower makes a[i] from row i. Their contributions
    // to one weight add up.
    for (int k = 0; k < size; ++k) {
      grad_w(k, i, 0, 0) += grad_y(0, k, 0, 0) * h;
      grad_w(i, k, 0, 0) += grad_a * x(0, k, 0, 0);
    }
  }
}

}  // namespace alexnet::course
