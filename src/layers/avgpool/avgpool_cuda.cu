#include "layers/avgpool/avgpool.h"
#include "layers/avgpool/avgpool_kernels.cuh"

namespace alexnet {

void cuda::avgpool_forward(const Stream& stream, ConstTensorView x, TensorView y,
                           const PoolParams& p) {
  ALEXNET_CHECK_EQ(y.shape, pool_output_shape(x.shape, p));
  launch<avgpool_forward_kernel>(stream, block_per_map(y.shape), x.data, y.data, x.shape, y.shape,
                                 p, FastDivmod(y.shape.w));
}

void cuda::avgpool_backward(const Stream& stream, ConstTensorView grad_y, TensorView grad_x,
                            const PoolParams& p) {
  ALEXNET_CHECK_EQ(grad_y.shape, pool_output_shape(grad_x.shape, p));
  launch<avgpool_backward_kernel>(stream, block_per_map(grad_x.shape), grad_y.data, grad_x.data,
                                  grad_x.shape, grad_y.shape, p, FastDivmod(grad_x.shape.w),
                                  FastDivmod(p.stride));
}

}  // namespace alexnet
