#include "layers/maxpool/maxpool.h"

#include <limits>

#include "support/maxpool_cases.h"
#include "support/on_device.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

void check_rungs(const std::vector<MaxPoolCase>& cases) {
  const cuda::Stream stream(kDevice.index);
  for (const MaxPoolCase& c : cases)
    for (const bool ties : {false, true}) {
      INFO(c.why << (ties ? ", with ties" : ""));
      const Tensor x = ties ? tied_tensor(c.x) : random_tensor("x", c.x);
      const Tensor grad_y = random_tensor("grad_y", pool_output_shape(c.x, c.params));
      Output y(grad_y.shape()), grad_x(c.x);
      cpu::maxpool_rungs()[0].forward(x, y, c.params);
      cpu::maxpool_rungs()[0].backward(x, grad_y, grad_x, c.params);
      const Tensor device_x = on_device(x), device_grad_y = on_device(grad_y);
      for (const cuda::MaxPoolRung& rung : cuda::maxpool_rungs()) {
        INFO(rung.name);
        REQUIRE(rung.supports(c.x, c.params));
        in_every_thread_order([&] {
          DeviceOutput device_y(grad_y.shape()), device_grad_x(c.x);
          rung.forward(stream, device_x, device_y, c.params);
          CHECK_CLOSE(device_y.fetch(), y, exact());
          rung.backward(stream, device_x, device_grad_y, device_grad_x, c.params);
          CHECK_CLOSE(device_grad_x.fetch(), grad_x, exact());
        });
      }
    }
}

}  // namespace

TEST_CASE("maxpool on a device: every rung computes the CPU's numbers bit for bit, small maps") {
  NEEDS_DEVICE();
  check_rungs(kSmallMaxPools);
}

TEST_CASE(
    "maxpool on a device: every rung computes the CPU's numbers bit for bit, AlexNet's maps") {
  NEEDS_DEVICE();
  check_rungs(kAlexNetMaxPools);
}

TEST_CASE("maxpool on a device: of several equal pixels the first in reading order wins") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  Tensor x("x", {1, 1, 5, 5}), grad_y("grad_y", {1, 1, 2, 2}), expected("expected", x.shape());
  fill(x, 4);
  fill(grad_y, 1);
  for (int y : {0, 2})
    for (int column : {0, 2}) expected.view()(0, 0, y, column) = 1;  // each window's corner
  for (const cuda::MaxPoolRung& rung : cuda::maxpool_rungs()) {
    INFO(rung.name);
    DeviceOutput y(grad_y.shape()), grad_x(x.shape());
    rung.forward(stream, on_device(x), y, {3, 2});
    rung.backward(stream, on_device(x), on_device(grad_y), grad_x, {3, 2});
    CHECK_CLOSE(grad_x.fetch(), expected, exact());
  }
}

TEST_CASE("maxpool on a device: a pixel that is no number wins as on the CPU, clipped or not") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const PoolParams params{3, 2};
  const Shape shape = {1, 2, 8, 6};  // the last windows have two rows, and two columns
  const Tensor grad_y = random_tensor("grad_y", pool_output_shape(shape, params));
  for (const int place : {0, 2 * 6 + 2, 6 * 6 + 4, 7 * 6 + 5, 47 + 7}) {
    INFO(place);
    Tensor x = random_tensor("x", shape);
    x.data()[place] = std::numeric_limits<Real>::quiet_NaN();
    Tensor expected("expected", shape);
    cpu::maxpool_rungs()[0].backward(x, grad_y, expected, params);
    for (const cuda::MaxPoolRung& rung : cuda::maxpool_rungs()) {
      INFO(rung.name);
      DeviceOutput grad_x(shape);
      rung.backward(stream, on_device(x), on_device(grad_y), grad_x, params);
      CHECK_CLOSE(grad_x.fetch(), expected, exact());
    }
  }
}

TEST_CASE("maxpool on a device: maps whose winners do not fit into shared memory") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const auto fits = cuda::maxpool_rungs().back().supports;
  CHECK(fits({1, 1, 65, 97}, {2, 1}));  // 64 * 96 windows, 8 bytes each, are 48 KiB
  CHECK(!fits({1, 1, 65, 98}, {2, 1}));
  const PoolParams params{2, 1};
  for (const Shape& shape : {Shape{1, 1, 65, 97}, Shape{1, 1, 65, 98}}) {
    INFO(to_text(shape));
    const Tensor x = random_tensor("x", shape);
    const Tensor grad_y = random_tensor("grad_y", pool_output_shape(shape, params));
    Output y(grad_y.shape()), grad_x(shape);
    cpu::maxpool_forward(x, y, params);
    cpu::maxpool_backward(x, grad_y, grad_x, params);
    DeviceOutput device_y(grad_y.shape()), device_grad_x(shape);
    cuda::maxpool_forward(stream, on_device(x), device_y, params);
    CHECK_CLOSE(device_y.fetch(), y, exact());
    cuda::maxpool_backward(stream, on_device(x), on_device(grad_y), device_grad_x, params);
    CHECK_CLOSE(device_grad_x.fetch(), grad_x, exact());
  }
}

TEST_CASE("maxpool on a device: a rung refuses maps whose winners do not fit") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Tensor x("x", {1, 1, 65, 98}, kDevice), y("y", {1, 1, 64, 97}, kDevice);
  DeviceOutput grad_x(x.shape());
  CHECK_ERROR(cuda::maxpool_rungs().back().backward(stream, x, y, grad_x, {2, 1}), "winners_first",
              "6208 windows", "48 KiB", "naive");
}

TEST_CASE("maxpool on a device: parameters and tensors that do not fit are refused") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Tensor x("x", {1, 2, 7, 7}, kDevice);
  DeviceOutput y({1, 2, 3, 3}), wrong({1, 2, 4, 3}), grad_x(x.shape());
  CHECK_ERROR(cuda::maxpool_forward(stream, x, y, {2, 3}), "p.size >= p.stride", "2 and 3");
  CHECK_ERROR(cuda::maxpool_forward(stream, x, wrong, {3, 2}), "(N=1, C=2, H=4, W=3)",
              "(N=1, C=2, H=3, W=3)");
  CHECK_ERROR(cuda::maxpool_backward(stream, x, wrong, grad_x, {3, 2}), "grad_y.shape",
              "(N=1, C=2, H=4, W=3)");
  CHECK_ERROR(cuda::maxpool_backward(stream, x, y, wrong, {3, 2}), "grad_x.shape",
              "(N=1, C=2, H=4, W=3)");
}
