#include "layers/tanh/tanh.h"
#include "layers/tanh/tanh_kernels.cuh"

namespace alexnet {

void cuda::tanh_forward(const Stream& stream, ConstTensorView x, TensorView y) {
  ALEXNET_CHECK_EQ(y.shape, x.shape);
  launch<tanh_forward_kernel>(stream, cover(y.shape.size()), x.data, y.data, y.shape.size());
}

void cuda::tanh_backward(const Stream& stream, ConstTensorView y, ConstTensorView grad_y,
                         TensorView grad_x) {
  ALEXNET_CHECK_EQ(grad_y.shape, y.shape);
  ALEXNET_CHECK_EQ(grad_x.shape, y.shape);
  launch<tanh_backward_kernel>(stream, cover(y.shape.size()), y.data, grad_y.data, grad_x.data,
                               y.shape.size());
}

}  // namespace alexnet
