#include "layers/lrn/lrn.h"
#include "support/on_device.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// d is the same sum in the same order, give or take a rounding. Then the device's power, off by
/// four units, the CPU's by one, and products.
Tolerance two_powers(ConstTensorView expected) { return units_in_last_place(8, expected); }
/// The gradient adds a sum over the neighbours: three more roundings for each.
Tolerance two_powers_and_sum(const LrnParams& p, ConstTensorView expected) {
  return units_in_last_place(8 + 3 * p.size, expected);
}

constexpr LrnParams kPaper = {};
/// Neighbours that damp much more than in the paper, so that an error shows.
constexpr LrnParams kStrong = {.size = 5, .k = 1, .alpha = Real(0.5), .beta = Real(0.75)};
constexpr LrnParams strong(int size) { return {.size = size, .k = 1, .alpha = Real(0.5)}; }

struct Case {
  const char* why;
  Shape x;
  LrnParams params;
};

const std::vector<Case> kSmall = {
    {"a single number", {1, 1, 1, 1}, kStrong},
    {"fewer maps than the window", {2, 3, 5, 5}, kStrong},
    {"as many maps as the window", {1, 5, 3, 7}, kStrong},
    {"primes everywhere", {3, 7, 13, 11}, kStrong},
    {"pixels: a block less one", {1, 6, 1, 255}, kStrong},
    {"pixels: a block", {2, 6, 1, 128}, kStrong},
    {"pixels: a block and one", {1, 6, 1, 257}, kStrong},
    {"maps: a thread's less one", {2, 15, 3, 3}, kStrong},
    {"maps: a thread's", {2, 16, 3, 3}, kStrong},
    {"maps: a thread's and one", {2, 17, 3, 3}, kStrong},
    {"maps: two threads' and one", {1, 33, 3, 3}, kStrong},
    {"a window of 3", {2, 19, 3, 5}, strong(3)},
    {"a window of 7", {2, 19, 3, 5}, strong(7)},
    {"a window of 9", {2, 19, 3, 5}, strong(9)},
    {"the map alone", {1, 4, 5, 5}, {.size = 1, .k = 1, .alpha = 2}},
    {"a window wider than all maps", {1, 4, 5, 5}, {.size = 31, .k = 1, .alpha = 1}},
    {"another power", {1, 6, 5, 5}, {.size = 3, .k = 1, .alpha = 1, .beta = Real(0.5)}},
};
const std::vector<Case> kAlexNet = {
    {"AlexNet's norm1, one tower", {1, 48, 55, 55}, kPaper},
    {"AlexNet's norm2, an odd batch", {3, 128, 27, 27}, kPaper},
};

void check_rungs(const std::vector<Case>& cases) {
  const cuda::Stream stream(kDevice.index);
  for (const Case& c : cases) {
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
        CHECK_CLOSE(device_y.fetch(), y, two_powers(y));
        rung.backward(stream, device_x, device_y, device_grad_y, device_grad_x, c.params);
        CHECK_CLOSE(device_grad_x.fetch(), grad_x, two_powers_and_sum(c.params, grad_x));
      });
    }
  }
}

}  // namespace

TEST_CASE("lrn on a device: every rung computes what the CPU does, small maps") {
  NEEDS_DEVICE();
  check_rungs(kSmall);
}

TEST_CASE("lrn on a device: every rung computes what the CPU does, AlexNet's maps") {
  NEEDS_DEVICE();
  check_rungs(kAlexNet);
}

TEST_CASE("lrn on a device: the op finds a rung for all parameters") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const cuda::LrnRung& fast = cuda::lrn_rungs().back();
  CHECK(fast.supports(kPaper));
  CHECK(!fast.supports({.beta = Real(0.5)}));
  CHECK(!fast.supports({.size = 11}));
  for (const LrnParams& params : {kPaper, LrnParams{.beta = Real(0.5)}, LrnParams{.size = 11}}) {
    const Tensor x = random_tensor("x", {2, 7, 3, 5}), grad_y = random_tensor("grad_y", x.shape());
    Tensor y("y", x.shape()), grad_x("grad_x", x.shape());
    cpu::lrn_forward(x, y, params);
    cpu::lrn_backward(x, y, grad_y, grad_x, params);
    DeviceOutput device_y(x.shape()), device_grad_x(x.shape());
    cuda::lrn_forward(stream, on_device(x), device_y, params);
    CHECK_CLOSE(device_y.fetch(), y, two_powers(y));
    cuda::lrn_backward(stream, on_device(x), device_y, on_device(grad_y), device_grad_x, params);
    CHECK_CLOSE(device_grad_x.fetch(), grad_x, two_powers_and_sum(params, grad_x));
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
  CHECK_ERROR(cuda::lrn_forward(stream, x, long_y, kPaper), "(N=1, C=2, H=3, W=5)",
              "(N=1, C=2, H=3, W=4)");
  CHECK_ERROR(cuda::lrn_backward(stream, x, longer, x, y, kPaper), "y.shape");
  CHECK_ERROR(cuda::lrn_backward(stream, x, x, longer, y, kPaper), "grad_y.shape");
  CHECK_ERROR(cuda::lrn_backward(stream, x, x, x, long_y, kPaper), "grad_x.shape");
}
