#include <cmath>

#include "core/parallel.h"
#include "layers/elementwise.h"
#include "layers/tanh/tanh.h"

namespace alexnet::cpu {

void tanh_forward(ConstTensorView x, TensorView y) {
  ALEXNET_CHECK_EQ(y.shape, x.shape);
  parallel_ranges(x.shape.size(), kElementwiseGrain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) y.data[i] = std::tanh(x.data[i]);
  });
}

void tanh_backward(ConstTensorView y, ConstTensorView grad_y, TensorView grad_x) {
  ALEXNET_CHECK_EQ(grad_y.shape, y.shape);
  ALEXNET_CHECK_EQ(grad_x.shape, y.shape);
  parallel_ranges(y.shape.size(), kElementwiseGrain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i)
      grad_x.data[i] = grad_y.data[i] * (1 - y.data[i] * y.data[i]);
  });
}

}  // namespace alexnet::cpu
