#include "cuda/launch.h"
#include "layers/softmax_loss/softmax_loss.h"
#include "layers/softmax_loss/softmax_loss_kernels.cuh"

namespace alexnet {
namespace {

cuda::Grid warp_per_image(int batch) {
  return cuda::cover(std::int64_t{batch} * 32, cuda::kImagesPerBlock * 32);
}

}  // namespace

void cuda::softmax_forward(const Stream& stream, ConstTensorView logits, TensorView probs) {
  ALEXNET_CHECK_EQ(logits.shape, Shape::matrix(logits.shape.n, logits.shape.c));
  ALEXNET_CHECK_EQ(probs.shape, logits.shape);
  launch<softmax_forward_kernel>(stream, warp_per_image(logits.shape.n), logits.data, probs.data,
                                 logits.shape.n, logits.shape.c);
}

void cuda::softmax_loss(const Stream& stream, ConstTensorView logits, ConstTensorView labels,
                        TensorView loss) {
  ALEXNET_CHECK_EQ(logits.shape, Shape::matrix(logits.shape.n, logits.shape.c));
  ALEXNET_CHECK_EQ(labels.shape, Shape::vector(logits.shape.n));
  ALEXNET_CHECK_EQ(loss.shape, labels.shape);
  launch<softmax_loss_kernel>(stream, warp_per_image(logits.shape.n), logits.data, labels.data,
                              loss.data, logits.shape.n, logits.shape.c);
}

void cuda::softmax_loss_backward(const Stream& stream, ConstTensorView probs,
                                 ConstTensorView labels, TensorView grad_logits) {
  ALEXNET_CHECK_EQ(probs.shape, Shape::matrix(probs.shape.n, probs.shape.c));
  ALEXNET_CHECK_EQ(labels.shape, Shape::vector(probs.shape.n));
  ALEXNET_CHECK_EQ(grad_logits.shape, probs.shape);
  launch<softmax_loss_backward_kernel>(stream, warp_per_image(probs.shape.n), probs.data,
                                       labels.data, grad_logits.data, probs.shape.n, probs.shape.c);
}

}  // namespace alexnet
