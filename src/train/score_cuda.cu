#include "cuda/launch.h"
#include "train/score_kernels.cuh"

namespace alexnet {

void cuda::add_score(const Stream& stream, ConstTensorView probs, ConstTensorView labels,
                     ScoreSums* sums_on_device) {
  ALEXNET_CHECK_EQ(probs.shape, Shape::matrix(probs.shape.n, probs.shape.c));
  ALEXNET_CHECK_EQ(labels.shape, Shape::vector(probs.shape.n));
  launch<add_score_kernel>(stream, {dim3(1), dim3(32 * kScoreWarps)}, probs.data, labels.data,
                           probs.shape.n, probs.shape.c, sums_on_device);
}

}  // namespace alexnet
