#include "layers/dropout/dropout.h"
#include "layers/dropout/dropout_kernels.cuh"

namespace alexnet {
namespace {

void apply_mask(const cuda::Stream& stream, ConstTensorView from, TensorView to, Real keep,
                const RandomStream& random) {
  ALEXNET_CHECK_EQ(to.shape, from.shape);
  const std::int64_t count = to.shape.size();
  cuda::launch<cuda::dropout_kernel>(stream, cuda::cover((count + 3) / 4), from.data, to.data,
                                     count, keep, random);
}

}  // namespace

void cuda::dropout_forward(const Stream& stream, ConstTensorView x, TensorView y, Real keep,
                           const RandomStream& random) {
  apply_mask(stream, x, y, keep, random);
}

void cuda::dropout_backward(const Stream& stream, ConstTensorView grad_y, TensorView grad_x,
                            Real keep, const RandomStream& random) {
  apply_mask(stream, grad_y, grad_x, keep, random);
}

void cuda::dropout_scale(const Stream& stream, ConstTensorView x, TensorView y, Real keep) {
  ALEXNET_CHECK_EQ(y.shape, x.shape);
  launch<dropout_scale_kernel>(stream, cover(y.shape.size()), x.data, y.data, y.shape.size(), keep);
}

}  // namespace alexnet
