#include "cuda/launch.h"
#include "predict/error_counts_kernels.cuh"

namespace alexnet {

void cuda::count_errors(const Stream& stream, ConstTensorView probs, ConstTensorView labels,
                        ErrorCounts* counts_on_device) {
  ALEXNET_CHECK_EQ(probs.shape, Shape::matrix(probs.shape.n, probs.shape.c));
  ALEXNET_CHECK_EQ(labels.shape, Shape::vector(probs.shape.n));
  launch<count_errors_kernel>(stream, {dim3(1), dim3(32 * kCountingWarps)}, probs.data, labels.data,
                              probs.shape.n, probs.shape.c, counts_on_device);
}

}  // namespace alexnet
