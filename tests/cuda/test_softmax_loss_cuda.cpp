#include "layers/softmax_loss/softmax_loss.h"

#include <cmath>

#include "layers/roundings.h"
#include "support/on_device.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

Tolerance sum_over_classes(ConstTensorView expected) {
  return units_in_last_place(softmax_roundings(expected.shape.c), expected);
}
/// A loss adds the same roundings to a logarithm.
Tolerance log_of_sum(int classes) { return sum_of(classes + 8); }

/// Labels for a batch, each with its own class where there are enough.
Tensor labels_for(int batch, int classes) {
  Tensor labels("labels", Shape::vector(batch));
  for (int n = 0; n < batch; ++n) labels.data()[n] = Real((7 * n + 3) % classes);
  return labels;
}

}  // namespace

TEST_CASE("softmax loss on a device: what the CPU computes, forward and backward") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  // A warp takes an image, a block four.
  for (const auto& [batch, classes] :
       {std::pair{1, 1}, {1, 31}, {3, 32}, {4, 33}, {5, 2}, {7, 10}, {37, 101}, {3, 1000}}) {
    INFO(batch << " images, " << classes << " classes");
    const Tensor logits = random_tensor("logits", Shape::matrix(batch, classes), 2);
    const Tensor labels = labels_for(batch, classes);
    Output probs(logits.shape()), loss(labels.shape()), grad_logits(logits.shape());
    cpu::softmax_forward(logits, probs);
    cpu::softmax_loss(logits, labels, loss);
    cpu::softmax_loss_backward(probs, labels, grad_logits);
    const Tensor device_logits = on_device(logits), device_labels = on_device(labels);
    Tensor cpu_probs("probs", logits.shape());
    copy(cpu_probs, probs);
    const Tensor device_cpu_probs = on_device(cpu_probs);
    in_every_thread_order([&] {
      DeviceOutput device_probs(logits.shape()), device_loss(labels.shape()),
          device_grad_logits(logits.shape());
      cuda::softmax_forward(stream, device_logits, device_probs);
      CHECK_CLOSE(device_probs.fetch(), probs, sum_over_classes(probs));
      cuda::softmax_loss(stream, device_logits, device_labels, device_loss);
      CHECK_CLOSE(device_loss.fetch(), loss, log_of_sum(logits.shape().c));
      cuda::softmax_loss_backward(stream, device_cpu_probs, device_labels, device_grad_logits);
      CHECK_CLOSE(device_grad_logits.fetch(), grad_logits, exact());
    });
  }
}

TEST_CASE("softmax loss on a device: large scores neither overflow nor cost digits") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Tensor logits = tensor_of(Shape::matrix(2, 2), {1e30f, 1e30f, -1e30f, 200});
  const Tensor labels = tensor_of(Shape::vector(2), {1, 1});
  DeviceOutput probs(logits.shape()), loss(labels.shape());
  cuda::softmax_forward(stream, on_device(logits), probs);
  CHECK_CLOSE(probs.fetch(), tensor_of(Shape::matrix(2, 2), {0.5f, 0.5f, 0, 1}), exact());
  cuda::softmax_loss(stream, on_device(logits), on_device(labels), loss);
  CHECK_CLOSE(loss.fetch(), tensor_of(Shape::vector(2), {Real(std::log(2.0)), 0}), sum_of(1));
}

TEST_CASE(
    "softmax loss on a device: a label that is no class number makes its image NaN, no other") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Tensor logits = on_device(random_tensor("logits", Shape::matrix(3, 10)));
  const Real nan = std::numeric_limits<Real>::quiet_NaN();
  for (const Real bad : {Real(10), Real(-1), Real(2.5), Real(1e30), nan, -Real(INFINITY)}) {
    INFO("label " << bad);
    const Tensor labels = on_device(tensor_of(Shape::vector(3), {0, bad, 9}));
    DeviceOutput device_loss(labels.shape()), device_grad_logits(logits.shape());
    cuda::softmax_loss(stream, logits, labels, device_loss);
    cuda::softmax_loss_backward(stream, logits, labels, device_grad_logits);
    const Tensor loss = device_loss.fetch(), grad_logits = device_grad_logits.fetch();
    for (int n = 0; n < 3; ++n) {
      CHECK(std::isnan(loss.data()[n]) == (n == 1));
      for (int k = 0; k < 10; ++k) CHECK(std::isnan(grad_logits.view()(n, k, 0, 0)) == (n == 1));
    }
  }
}

TEST_CASE("softmax loss on a device: what is not a number makes its image NaN, no other") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  Tensor logits = random_tensor("logits", Shape::matrix(3, 40));
  logits.view()(1, 35, 0, 0) = std::numeric_limits<Real>::quiet_NaN();
  DeviceOutput device_probs(logits.shape());
  cuda::softmax_forward(stream, on_device(logits), device_probs);
  const Tensor probs = device_probs.fetch();
  for (int n = 0; n < 3; ++n)
    for (int k = 0; k < 40; ++k) CHECK(std::isnan(probs.view()(n, k, 0, 0)) == (n == 1));
}

TEST_CASE("softmax loss on a device: tensors that do not fit are refused with both shapes") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Tensor logits("logits", Shape::matrix(3, 4), kDevice);
  const Tensor labels("labels", Shape::vector(3), kDevice);
  const Tensor two_labels("labels", Shape::vector(2), kDevice), maps("maps", {3, 4, 2, 2}, kDevice);
  DeviceOutput probs(logits.shape()), loss(labels.shape()), wrong(Shape::matrix(3, 5));
  DeviceOutput of_maps(maps.shape());
  CHECK_ERROR(cuda::softmax_forward(stream, logits, wrong), "(N=3, C=5, H=1, W=1)",
              "(N=3, C=4, H=1, W=1)");
  CHECK_ERROR(cuda::softmax_forward(stream, maps, of_maps), "(N=3, C=4, H=2, W=2)");
  CHECK_ERROR(cuda::softmax_loss(stream, logits, two_labels, loss), "labels.shape");
  CHECK_ERROR(cuda::softmax_loss(stream, logits, labels, wrong), "loss.shape");
  CHECK_ERROR(cuda::softmax_loss_backward(stream, logits, two_labels, probs), "labels.shape");
  CHECK_ERROR(cuda::softmax_loss_backward(stream, logits, labels, wrong), "grad_logits.shape");
  CHECK_ERROR(cuda::softmax_loss_backward(stream, maps, labels, of_maps), "(N=3, C=4, H=2, W=2)");
}
