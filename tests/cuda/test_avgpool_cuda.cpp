#include "layers/avgpool/avgpool.h"
#include "support/on_device.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

struct Case {
  const char* why;
  Shape x;
  PoolParams params;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> list = {
      {"a single pixel", {1, 1, 1, 1}, {1, 1}},
      {"an image smaller than the window", {2, 3, 2, 1}, {3, 2}},
      {"a window as large as the image", {1, 2, 5, 5}, {5, 5}},
      {"primes everywhere", {3, 5, 17, 13}, {3, 2}},
      {"windows side by side", {2, 3, 12, 8}, {2, 2}},
      {"a window at every pixel", {1, 4, 9, 11}, {3, 1}},
      {"the last window clipped to one pixel", {1, 2, 10, 7}, {3, 3}},
      {"a map of as many pixels as a block has threads, less one", {1, 2, 15, 17}, {3, 1}},
      {"as many", {1, 2, 16, 16}, {3, 1}},
      {"and one more", {1, 2, 1, 257}, {3, 1}},
      {"a long row", {1, 1, 1, 1000}, {3, 2}},
      {"the CIFAR-10 networks of Figure 1, an odd batch", {5, 32, 16, 16}, {3, 2}},
      {"LeNet-5's second pooling", {3, 16, 10, 10}, {2, 2}},
  };
  return list;
}

}  // namespace

TEST_CASE("avgpool on a device: the CPU's numbers bit for bit, forward and backward") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  for (const Case& c : cases()) {
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
