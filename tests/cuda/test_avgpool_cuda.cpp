#include "support/avgpool_cases.h"
#include "support/on_device.h"

using namespace alexnet;
using namespace alexnet::test;

TEST_CASE("avgpool on a device: the CPU's numbers bit for bit, forward and backward") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  for (const AvgPoolCase& c : kAvgPools) {
    INFO(c.why);
    const Shape y_shape = pool_output_shape(c.x, c.params);
    const Tensor x = random_tensor("x", c.x), grad_y = random_tensor("grad_y", y_shape);
    Output y(y_shape), grad_x(c.x);
    cpu::avgpool_forward(x, y, c.params);
    cpu::avgpool_backward(grad_y, grad_x, c.params);
    in_every_thread_order([&] {
      DeviceOutput device_y(y_shape), device_grad_x(c.x);
      cuda::avgpool_forward(stream, on_device(x), device_y, c.params);
      CHECK_CLOSE(device_y.fetch(), y, exact());
      cuda::avgpool_backward(stream, on_device(grad_y), device_grad_x, c.params);
      CHECK_CLOSE(device_grad_x.fetch(), grad_x, exact());
    });
  }
}

TEST_CASE("avgpool on a device: parameters and tensors that do not fit are refused") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Tensor x("x", {1, 2, 7, 7}, kDevice);
  DeviceOutput y({1, 2, 3, 3}), wrong({1, 2, 4, 3});
  CHECK_ERROR(cuda::avgpool_forward(stream, x, y, {2, 3}), "p.size >= p.stride", "2 and 3");
  CHECK_ERROR(cuda::avgpool_forward(stream, x, wrong, {3, 2}), "(N=1, C=2, H=4, W=3)",
              "(N=1, C=2, H=3, W=3)");
  CHECK_ERROR(cuda::avgpool_backward(stream, x, y, {3, 2}), "grad_y.shape", "(N=1, C=2, H=7, W=7)",
              "(N=1, C=2, H=1, W=1)");
}
