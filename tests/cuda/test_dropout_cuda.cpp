#include "layers/dropout/dropout.h"
#include "support/on_device.h"

using namespace alexnet;
using namespace alexnet::test;

TEST_CASE("dropout on a device: the CPU's mask bit for bit, and its numbers") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const RandomStream random(1, "drop6a", 7);
  for (const Shape& shape : std::vector<Shape>{{1, 1, 1, 1},
                                               {1, 1, 1, 3},
                                               {1, 1, 1, 4},
                                               {1, 1, 1, 5},
                                               {1, 1, 1, 1023},  // a block takes 1024
                                               {1, 1, 1, 1024},
                                               {1, 1, 1, 1025},
                                               {3, 5, 7, 11},
                                               {3, 2048, 1, 1}})  // AlexNet's fc6, one tower
    for (const Real keep : {Real(0), Real(0.3), Real(0.5), Real(1)})
      in_every_thread_order([&] {
        INFO(to_text(shape) << ", keep " << keep);
        const Tensor x = random_tensor("x", shape), grad_y = random_tensor("grad_y", shape);
        Output y(shape), grad_x(shape), scaled(shape);
        cpu::dropout_forward(x, y, keep, random);
        cpu::dropout_backward(grad_y, grad_x, keep, random);
        cpu::dropout_scale(x, scaled, keep);

        DeviceOutput device_y(shape), device_grad_x(shape), device_scaled(shape);
        const Tensor device_x = on_device(x);
        cuda::dropout_forward(stream, device_x, device_y, keep, random);
        CHECK_CLOSE(device_y.fetch(), y, exact());
        cuda::dropout_backward(stream, on_device(grad_y), device_grad_x, keep, random);
        CHECK_CLOSE(device_grad_x.fetch(), grad_x, exact());
        cuda::dropout_scale(stream, device_x, device_scaled, keep);
        CHECK_CLOSE(device_scaled.fetch(), scaled, exact());
      });
}

TEST_CASE("dropout on a device: tensors of different shapes are refused with both") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const RandomStream random(1, "drop6a");
  const Tensor x("x", {1, 2, 3, 4}, kDevice);
  DeviceOutput longer({1, 2, 3, 5});
  CHECK_ERROR(cuda::dropout_forward(stream, x, longer, Real(0.5), random), "(N=1, C=2, H=3, W=5)",
              "(N=1, C=2, H=3, W=4)");
  CHECK_ERROR(cuda::dropout_backward(stream, x, longer, Real(0.5), random), "(N=1, C=2, H=3, W=5)");
  CHECK_ERROR(cuda::dropout_scale(stream, x, longer, Real(0.5)), "(N=1, C=2, H=3, W=5)");
}
