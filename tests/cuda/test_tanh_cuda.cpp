#include "layers/tanh/tanh.h"

#include "layers/roundings.h"
#include "support/on_device.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

Tolerance two_functions(ConstTensorView expected) {
  return units_in_last_place(tanh_roundings(), expected);
}

}  // namespace

TEST_CASE("tanh on a device: the CPU's numbers, forward and backward") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  for (const Shape& shape : std::vector<Shape>{{1, 1, 1, 1},
                                               {1, 1, 1, 255},
                                               {1, 1, 1, 256},
                                               {1, 1, 1, 257},
                                               {3, 5, 7, 11},
                                               {5, 64, 12, 12}})  // the CIFAR-10 nets of Figure 1
    in_every_thread_order([&] {
      INFO(to_text(shape));
      const Tensor x = random_tensor("x", shape), grad_y = random_tensor("grad_y", shape);
      Tensor y("y", shape);
      Output grad_x(shape);
      cpu::tanh_forward(x, y);
      cpu::tanh_backward(y, grad_y, grad_x);

      DeviceOutput device_y(shape), device_grad_x(shape);
      cuda::tanh_forward(stream, on_device(x), device_y);
      CHECK_CLOSE(device_y.fetch(), y, two_functions(y));
      // Of the CPU's y: near 1, where y is off by a unit, 1 - y^2 is off by many of its own.
      cuda::tanh_backward(stream, on_device(y), on_device(grad_y), device_grad_x);
      CHECK_CLOSE(device_grad_x.fetch(), grad_x, two_functions(grad_x));
    });
}

TEST_CASE("tanh on a device: tensors of different shapes are refused with both") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Tensor x("x", {1, 2, 3, 4}, kDevice), longer("longer", {1, 2, 3, 5}, kDevice);
  DeviceOutput y(x.shape()), long_y(longer.shape());
  CHECK_ERROR(cuda::tanh_forward(stream, x, long_y), "(N=1, C=2, H=3, W=5)",
              "(N=1, C=2, H=3, W=4)");
  CHECK_ERROR(cuda::tanh_backward(stream, x, longer, y), "grad_y.shape");
  CHECK_ERROR(cuda::tanh_backward(stream, x, x, long_y), "grad_x.shape");
}
