#include "layers/roundings.h"
#include "support/on_device.h"
#include "train/sgd.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

Tolerance products_and_sums(ConstTensorView expected) {
  return units_in_last_place(sgd_roundings(), expected);
}

}  // namespace

TEST_CASE("sgd on a device: the CPU's steps, one after another") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  for (const Shape& shape : std::vector<Shape>{{1, 1, 1, 1},
                                               {1, 1, 1, 255},
                                               {1, 1, 1, 256},
                                               {1, 1, 1, 257},
                                               Shape::filters(48, 3, 11, 11)})
    in_every_thread_order([&] {
      INFO(to_text(shape));
      Tensor w = random_tensor("w", shape), v = random_tensor("v", shape);
      const Tensor grad = random_tensor("grad", shape), device_grad = on_device(grad);
      Tensor device_w = on_device(w), device_v = on_device(v);
      for (int step = 0; step < 2; ++step) {
        cpu::sgd_update(w, v, grad, 0.1f, 0.9f, 0.05f);
        cuda::sgd_update(stream, device_w, device_v, device_grad, 0.1f, 0.9f, 0.05f);
        CHECK_CLOSE(device_v.to(Device::cpu()), v, products_and_sums(v));
        CHECK_CLOSE(device_w.to(Device::cpu()), w, products_and_sums(w));
      }
    });
}

TEST_CASE("sgd on a device: shapes that do not fit are refused") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  Tensor three("w", Shape::vector(3), kDevice), four("g", Shape::vector(4), kDevice);
  CHECK_ERROR(cuda::sgd_update(stream, three, three, four, 1, 0, 0), "grad.shape == w.shape");
  CHECK_ERROR(cuda::sgd_update(stream, three, four, three, 1, 0, 0), "v.shape == w.shape");
}
