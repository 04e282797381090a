#include "layers/roundings.h"
#include "support/lrn_within_channel_cases.h"
#include "support/on_device.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

Tolerance two_powers_and_sum(const LrnWithinChannelParams& p, ConstTensorView expected) {
  return units_in_last_place(lrn_within_channel_roundings(p), expected);
}

}  // namespace

TEST_CASE("lrn within channel on a device: what the CPU computes, forward and backward") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  for (const LrnWithinChannelCase& c : kLrnsWithinChannel) {
    INFO(c.why);
    const Tensor x = random_tensor("x", c.x), grad_y = random_tensor("grad_y", c.x);
    Tensor y("y", c.x), grad_x("grad_x", c.x);
    cpu::lrn_within_channel_forward(x, y, c.params);
    cpu::lrn_within_channel_backward(x, y, grad_y, grad_x, c.params);
    const Tensor device_x = on_device(x), device_grad_y = on_device(grad_y);
    in_every_thread_order([&] {
      DeviceOutput device_y(c.x), device_grad_x(c.x);
      cuda::lrn_within_channel_forward(stream, device_x, device_y, c.params);
      CHECK_CLOSE(device_y.fetch(), y, two_powers_and_sum(c.params, y));
      cuda::lrn_within_channel_backward(stream, device_x, device_y, device_grad_y, device_grad_x,
                                        c.params);
      CHECK_CLOSE(device_grad_x.fetch(), grad_x, two_powers_and_sum(c.params, grad_x));
    });
  }
}

TEST_CASE("lrn within channel on a device: sizes and tensors that do not fit are refused") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Tensor x("x", {1, 2, 3, 4}, kDevice), longer("longer", {1, 2, 3, 5}, kDevice);
  DeviceOutput y(x.shape()), long_y(longer.shape());
  const auto forward = cuda::lrn_within_channel_forward;
  const auto backward = cuda::lrn_within_channel_backward;
  CHECK_ERROR(forward(stream, x, y, {.size = 4}), "odd size", "found 4");
  CHECK_ERROR(backward(stream, x, x, x, y, {.size = 0}), "odd size", "found 0");
  CHECK_ERROR(backward(stream, x, x, x, y, {.size = 97}), "at most 95", "found 97");
  CHECK_ERROR(forward(stream, x, long_y, kStrongWithinChannel), "(N=1, C=2, H=3, W=5)",
              "(N=1, C=2, H=3, W=4)");
  CHECK_ERROR(backward(stream, x, longer, x, y, kStrongWithinChannel), "y.shape");
  CHECK_ERROR(backward(stream, x, x, longer, y, kStrongWithinChannel), "grad_y.shape");
  CHECK_ERROR(backward(stream, x, x, x, long_y, kStrongWithinChannel), "grad_x.shape");
}
