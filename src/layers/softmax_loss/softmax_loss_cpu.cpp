#include <algorithm>
#include <cmath>

#include "core/parallel.h"
#include "layers/softmax_loss/softmax_loss.h"

namespace alexnet::cpu {
namespace {

/// The class number of image n, checked.
int label_of(ConstTensorView labels, int n, int classes) {
  const Real value = labels.data[n];
  ALEXNET_CHECK(value >= 0 && value < Real(classes) && value == std::floor(value),
                "label {} of image {} is not a class number in 0 ... {}", value, n, classes - 1);
  return int(value);
}

/// log(sum of exp(logits)) - logits[label] of one image. The largest logit is subtracted from both
/// before they meet: beside a logit of 1000 the logarithm would keep four digits after the point.
Real loss_of(const Real* logits, int classes, int label) {
  const Real largest = *std::max_element(logits, logits + classes);
  Real sum = 0;
  for (int k = 0; k < classes; ++k) sum += std::exp(logits[k] - largest);
  return std::log(sum) - (logits[label] - largest);
}

}  // namespace

void softmax_forward(ConstTensorView logits, TensorView probs) {
  ALEXNET_CHECK_EQ(logits.shape, Shape::matrix(logits.shape.n, logits.shape.c));
  ALEXNET_CHECK_EQ(probs.shape, logits.shape);
  const int classes = logits.shape.c;
  parallel_for(logits.shape.n, [&](std::int64_t n) {
    const Real* from = logits.data + n * classes;
    Real* to = probs.data + n * classes;
    const Real largest = *std::max_element(from, from + classes);
    Real sum = 0;
    for (int k = 0; k < classes; ++k) sum += to[k] = std::exp(from[k] - largest);
    for (int k = 0; k < classes; ++k) to[k] /= sum;
  });
}

void softmax_loss(ConstTensorView logits, ConstTensorView labels, TensorView loss) {
  ALEXNET_CHECK_EQ(logits.shape, Shape::matrix(logits.shape.n, logits.shape.c));
  ALEXNET_CHECK_EQ(labels.shape, Shape::vector(logits.shape.n));
  ALEXNET_CHECK_EQ(loss.shape, labels.shape);
  const int classes = logits.shape.c;
  for (int n = 0; n < logits.shape.n; ++n) {
    const Real* image = logits.data + std::int64_t{n} * classes;
    loss.data[n] = loss_of(image, classes, label_of(labels, n, classes));
  }
}

void softmax_loss_backward(ConstTensorView probs, ConstTensorView labels, TensorView grad_logits) {
  ALEXNET_CHECK_EQ(probs.shape, Shape::matrix(probs.shape.n, probs.shape.c));
  ALEXNET_CHECK_EQ(labels.shape, Shape::vector(probs.shape.n));
  ALEXNET_CHECK_EQ(grad_logits.shape, probs.shape);
  const int batch = probs.shape.n, classes = probs.shape.c;
  for (int n = 0; n < batch; ++n) {
    const int label = label_of(labels, n, classes);
    for (int k = 0; k < classes; ++k)
      grad_logits(n, k, 0, 0) = (probs(n, k, 0, 0) - Real(k == label)) / Real(batch);
  }
}

}  // namespace alexnet::cpu
