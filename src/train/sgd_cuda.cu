#include "train/sgd.h"
#include "train/sgd_kernels.cuh"

namespace alexnet {

void cuda::sgd_update(const Stream& stream, TensorView w, TensorView v, ConstTensorView grad,
                      float rate, float momentum, float weight_decay) {
  ALEXNET_CHECK_EQ(v.shape, w.shape);
  ALEXNET_CHECK_EQ(grad.shape, w.shape);
  const float decay = weight_decay * rate;
  launch<sgd_update_kernel>(stream, cover(w.shape.size()), w.data, v.data, grad.data,
                            w.shape.size(), rate, momentum, decay);
}

}  // namespace alexnet
