#include "core/parallel.h"
#include "layers/elementwise.h"
#include "layers/relu/relu.h"

namespace alexnet::cpu {

void relu_forward(ConstTensorView x, TensorView y) {
  ALEXNET_CHECK_EQ(y.shape, x.shape);
  parallel_ranges(x.shape.size(), kElementwiseGrain, [&](std::int64_t begin, std::int64_t end) {
    // Written so that NaN stays NaN: an error should be seen, not rectified.
    for (std::int64_t i = begin; i < end; ++i) y.data[i] = x.data[i] < 0 ? Real(0) : x.data[i];
  });
}

void relu_backward(ConstTensorView y, ConstTensorView grad_y, TensorView grad_x) {
  ALEXNET_CHECK_EQ(grad_y.shape, y.shape);
  ALEXNET_CHECK_EQ(grad_x.shape, y.shape);
  parallel_ranges(y.shape.size(), kElementwiseGrain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const Real gradient = grad_y.data[i];  // read even where it is not needed: no branch
      grad_x.data[i] = y.data[i] > 0 ? gradient : Real(0);
    }
  });
}

}  // namespace alexnet::cpu
