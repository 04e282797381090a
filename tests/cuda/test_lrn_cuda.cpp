#include "layers/lrn/lrn.h"
#include "layers/roundings.h"
#include "support/lrn_cases.h"
#include "support/on_device.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

void check_rungs(const std::vector<LrnCase>& cases) {
  const cuda::Stream stream(kDevice.index);
  for (const LrnCase& c : cases) {
    INFO(c.why);
    const Tensor x = random_tensor("x", c.x), grad_y = random_tensor("grad_y", c.x);
    Tensor y("y", c.x), grad_x("grad_x", c.x);
    cpu::lrn_rungs()[0].forward(x, y, c.params);
    cpu::lrn_rungs()[0].backward(x, y, grad_y, grad_x, c.params);
    const Tensor device_x = on_device(x), device_grad_y = on_device(grad_y);
    for (const cuda::LrnRung& rung : cuda::lrn_rungs()) {
      if (!rung.supports(c.params)) continue;
      INFO(rung.name);
      in_every_thread_order([&] {
        DeviceOutput device_y(c.x), device_grad_x(c.x);
        rung.forward(stream, device_x, device_y, c.params);
        CHECK_CLOSE(device_y.fetch(), y, units_in_last_place(lrn_roundings(), y));
        rung.backward(stream, device_x, device_y, device_grad_y, device_grad_x, c.params);
        CHECK_CLOSE(device_grad_x.fetch(), grad_x,
                    units_in_last_place(lrn_gradient_roundings(c.params), grad_x));
      });
    }
  }
}

}  // namespace

TEST_CASE("lrn on a device: every rung computes what the CPU does, small maps") {
  NEEDS_DEVICE();
  check_rungs(kSmallLrns);
}

TEST_CASE("lrn on a device: every rung computes what the CPU does, AlexNet's maps") {
  NEEDS_DEVICE();
  check_rungs(kAlexNetLrns);
}

TEST_CASE("lrn on a device: threads that walk through more maps than the fewest") {
  NEEDS_DEVICE();
  const Shape shape{1, 35, 362, 363};  // so many pixels that two threads for each are enough
  const Tensor x = random_tensor("x", shape), grad_y = random_tensor("grad_y", shape);
  Tensor y("y", shape), grad_x("grad_x", shape);
  cpu::lrn_forward(x, y, strong_lrn());
  cpu::lrn_backward(x, y, grad_y, grad_x, strong_lrn());
  const cuda::Stream stream(kDevice.index);
  const cuda::LrnRung& fast = cuda::lrn_rungs().back();
  const Tensor device_x = on_device(x);
  DeviceOutput device_y(shape), device_grad_x(shape);
  fast.forward(stream, device_x, device_y, strong_lrn());
  CHECK_CLOSE(device_y.fetch(), y, units_in_last_place(lrn_roundings(), y));
  fast.backward(stream, device_x, device_y, on_device(grad_y), device_grad_x, strong_lrn());
  CHECK_CLOSE(device_grad_x.fetch(), grad_x,
              units_in_last_place(lrn_gradient_roundings(strong_lrn()), grad_x));
}

TEST_CASE("lrn on a device: the op finds a rung for all parameters") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const cuda::LrnRung& fast = cuda::lrn_rungs().back();
  CHECK(fast.supports(kPaperLrn));
  CHECK(!fast.supports({.beta = Real(0.5)}));
  CHECK(!fast.supports({.k = 0}));
  CHECK(!fast.supports({.size = 11}));
  for (const LrnParams& params : {kPaperLrn, LrnParams{.beta = Real(0.5)}, LrnParams{.size = 11},
                                  LrnParams{.k = 0, .alpha = 1}}) {
    const Tensor x = random_tensor("x", {2, 7, 3, 5}), grad_y = random_tensor("grad_y", x.shape());
    Tensor y("y", x.shape()), grad_x("grad_x", x.shape());
    cpu::lrn_forward(x, y, params);
    cpu::lrn_backward(x, y, grad_y, grad_x, params);
    DeviceOutput device_y(x.shape()), device_grad_x(x.shape());
    cuda::lrn_forward(stream, on_device(x), device_y, params);
    CHECK_CLOSE(device_y.fetch(), y, units_in_last_place(lrn_roundings(), y));
    cuda::lrn_backward(stream, on_device(x), device_y, on_device(grad_y), device_grad_x, params);
    CHECK_CLOSE(device_grad_x.fetch(), grad_x,
                units_in_last_place(lrn_gradient_roundings(params), grad_x));
  }
}

TEST_CASE("lrn on a device: a rung refuses parameters that it has no kernel for") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const cuda::LrnRung& fast = cuda::lrn_rungs().back();
  const Tensor x("x", {1, 2, 3, 4}, kDevice);
  DeviceOutput y(x.shape());
  for (const LrnParams& params : {LrnParams{.size = 11}, LrnParams{.size = 1}}) {
    CHECK_ERROR(fast.forward(stream, x, y, params), "sliding_window", "3, 5, 7 or 9",
                "found size " + std::to_string(params.size), "naive");
    CHECK_ERROR(fast.backward(stream, x, x, x, y, params), "sliding_window", "3, 5, 7 or 9");
  }
  CHECK_ERROR(fast.forward(stream, x, y, {.beta = Real(0.5)}), "beta 0.5");
}

TEST_CASE("lrn on a device: an even size and tensors that do not fit are refused") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Tensor x("x", {1, 2, 3, 4}, kDevice), longer("longer", {1, 2, 3, 5}, kDevice);
  DeviceOutput y(x.shape()), long_y(longer.shape());
  CHECK_ERROR(cuda::lrn_forward(stream, x, y, {.size = 4}), "odd size", "found 4");
  CHECK_ERROR(cuda::lrn_backward(stream, x, x, x, y, {.size = 0}), "odd size", "found 0");
  CHECK_ERROR(cuda::lrn_forward(stream, x, long_y, kPaperLrn), "(N=1, C=2, H=3, W=5)",
              "(N=1, C=2, H=3, W=4)");
  CHECK_ERROR(cuda::lrn_backward(stream, x, longer, x, y, kPaperLrn), "y.shape");
  CHECK_ERROR(cuda::lrn_backward(stream, x, x, longer, y, kPaperLrn), "grad_y.shape");
  CHECK_ERROR(cuda::lrn_backward(stream, x, x, x, long_y, kPaperLrn), "grad_x.shape");
}
