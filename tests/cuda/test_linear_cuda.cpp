#include "layers/linear/linear.h"

#include <array>

#include "layers/relu/relu.h"
#include "support/linear_problems.h"
#include "support/on_device.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// A problem and what the CPU computes from it.
struct Problem : LinearProblem {
  explicit Problem(const LinearCase& c)
      : LinearProblem(c),
        y("y", y_shape),
        grad_weight("grad_weight", weight.shape()),
        grad_bias("grad_bias", bias.shape()) {
    std::vector<TensorView> grads;
    for (const Shape& shape : shapes) grad_x.emplace_back("grad_x", shape);
    for (Tensor& grad : grad_x) grads.push_back(grad);
    cpu::linear_forward(views, weight, bias, y);
    cpu::linear_backward_input(grad_y, weight, grads);
    cpu::linear_backward_weight(views, grad_y, grad_weight, grad_bias);
  }

  Tensor y, grad_weight, grad_bias;
  std::vector<Tensor> grad_x;
};

/// The given tensors of a problem on the device.
struct DeviceProblem {
  explicit DeviceProblem(const Problem& p)
      : weight(on_device(p.weight)), bias(on_device(p.bias)), grad_y(on_device(p.grad_y)) {
    for (const Tensor& input : p.x) x.push_back(on_device(input));
    for (const Tensor& input : x) views.push_back(input);
  }
  Tensor weight, bias, grad_y;
  std::vector<Tensor> x;
  std::vector<ConstTensorView> views;
};

void check_rung(const cuda::LinearRung& rung, const Problem& p) {
  INFO(rung.name);
  const cuda::Stream stream(kDevice.index);
  const DeviceProblem d(p);
  REQUIRE(rung.supports(p.shapes, p.weight.shape()));
  const double images = p.y.shape().n, outputs = p.weight.shape().n, inputs = p.weight.shape().c;

  DeviceOutput y(p.y.shape());
  rung.forward(stream, d.views, d.weight, d.bias, y);
  CHECK_CLOSE(y.fetch(), p.y, product_of(inputs, factor_bits(rung.math)));

  DeviceOutput rectified(p.y_shape), fused(p.y_shape);
  cuda::relu_forward(stream, y, rectified);
  rung.forward_relu(stream, d.views, d.weight, d.bias, fused);
  CHECK_CLOSE(fused.fetch(), rectified.fetch(), exact());

  DeviceOutput grad_weight(p.weight.shape()), grad_bias(p.bias.shape());
  rung.backward_weight(stream, d.views, d.grad_y, grad_weight, grad_bias);
  CHECK_CLOSE(grad_weight.fetch(), p.grad_weight, product_of(images, factor_bits(rung.math)));
  CHECK_CLOSE(grad_bias.fetch(), p.grad_bias, sum_of(images));

  std::vector<DeviceOutput> grad_x;
  std::vector<TensorView> grads;
  for (const Shape& shape : p.shapes) grad_x.emplace_back(shape);
  for (DeviceOutput& grad : grad_x) grads.push_back(grad);
  rung.backward_input(stream, d.grad_y, d.weight, grads);
  for (std::size_t i = 0; i < grad_x.size(); ++i)
    CHECK_CLOSE(grad_x[i].fetch(), p.grad_x[i], product_of(outputs, factor_bits(rung.math)));
}

void check_every_rung(const std::vector<LinearCase>& cases) {
  for (const LinearCase& c : cases) {
    INFO(c.why);
    const Problem problem(c);
    for (const cuda::LinearRung& rung : runnable(cuda::linear_rungs())) check_rung(rung, problem);
  }
}

}  // namespace

TEST_CASE("linear on a device, small: every rung computes the CPU's numbers, in any thread order") {
  NEEDS_DEVICE();
  for (const LinearCase& c : kSmallLinears) {
    INFO(c.why);
    const Problem problem(c);
    for (const cuda::LinearRung& rung : runnable(cuda::linear_rungs()))
      in_every_thread_order([&] { check_rung(rung, problem); });
  }
}

TEST_CASE("linear on a device, large: every rung computes the CPU's numbers") {
  NEEDS_DEVICE();
  check_every_rung(kLargeLinears);
}

TEST_CASE("linear on a device, small: on tensor cores, factors are rounded and not cut off") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Problem p({"", {{48, 64, 1, 1}}, 40});
  const DeviceProblem d(p);
  for (const cuda::LinearRung& rung : runnable(cuda::linear_rungs())) {
    if (rung.math == Math::fp32) continue;
    INFO(rung.name << ", " << to_text(rung.math));
    const int bits = factor_bits(rung.math);
    DeviceOutput y(p.y_shape), grad_weight(p.weight.shape()), grad_bias(p.bias.shape());
    DeviceOutput grad_x(p.shapes[0]);
    rung.forward(stream, d.views, d.weight, d.bias, y);
    check_rounded_to_nearest(y.fetch(), p.y, bits);
    rung.backward_input(stream, d.grad_y, d.weight, std::array<TensorView, 1>{grad_x});
    check_rounded_to_nearest(grad_x.fetch(), p.grad_x[0], bits);
    rung.backward_weight(stream, d.views, d.grad_y, grad_weight, grad_bias);
    check_rounded_to_nearest(grad_weight.fetch(), p.grad_weight, bits);
  }
}

TEST_CASE("linear on a device, AlexNet's layers: every rung computes the CPU's numbers") {
  NEEDS_DEVICE();
  if (cuda::is_simulated()) SKIP_TEST("takes too long for a simulated device");
  check_every_rung(kWholeLinears);
}

TEST_CASE("linear on a device, small: a gradient that nobody needs is not computed") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Problem p({"", {{3, 5, 1, 1}, {3, 4, 1, 1}}, 6});
  const DeviceProblem d(p);
  for (const cuda::LinearRung& rung : runnable(cuda::linear_rungs())) {
    INFO(rung.name);
    DeviceOutput wanted(p.shapes[1]);
    const std::vector<TensorView> grads = {{nullptr, p.shapes[0], kDevice}, wanted};
    rung.backward_input(stream, d.grad_y, d.weight, grads);
    CHECK_CLOSE(wanted.fetch(), p.grad_x[1], product_of(6, factor_bits(rung.math)));
  }
}

TEST_CASE("linear on a device, small: each kind of arithmetic has a rung that is chosen") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Problem p({"", {{5, 7, 3, 1}}, 9});
  const DeviceProblem d(p);
  std::vector<std::vector<Tensor>> results;  // fp32 first
  for (const Math math : {Math::fp32, Math::tf32, Math::bf16}) {
    if (!cuda::can_multiply(kDevice.index, math)) continue;
    DeviceOutput y(p.y.shape()), grad_x(p.shapes[0]), grad_weight(p.weight.shape()),
        grad_bias(p.bias.shape());
    const std::vector<TensorView> grads = {grad_x};
    cuda::linear_forward(stream, d.views, d.weight, d.bias, y, math);
    cuda::linear_backward_input(stream, d.grad_y, d.weight, grads, math);
    cuda::linear_backward_weight(stream, d.views, d.grad_y, grad_weight, grad_bias, math);
    results.emplace_back();
    for (const DeviceOutput* output : {&y, &grad_x, &grad_weight})
      results.back().push_back(output->fetch());
    const std::vector<Tensor>& mine = results.back();
    CHECK_CLOSE(mine[0], p.y, product_of(21, factor_bits(math)));
    CHECK_CLOSE(mine[1], p.grad_x[0], product_of(9, factor_bits(math)));
    CHECK_CLOSE(mine[2], p.grad_weight, product_of(5, factor_bits(math)));
    // It is not fp32 under another name: its factors are rounded.
    for (int i = 0; i < 3; ++i)
      CHECK(same_bits(mine[i], results.front()[i]) == (math == Math::fp32));
    CHECK_CLOSE(grad_bias.fetch(), p.grad_bias, sum_of(5));
  }
}

TEST_CASE("linear on a device, small: with ReLU, what linear and then ReLU give, any arithmetic") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Problem p({"two inputs: the sum of both is rectified", {{5, 7, 3, 1}, {5, 4, 1, 1}}, 9});
  const DeviceProblem d(p);
  for (const Math math : {Math::fp32, Math::tf32, Math::bf16}) {
    if (!cuda::can_multiply(kDevice.index, math)) continue;
    DeviceOutput y(p.y_shape), rectified(p.y_shape), fused(p.y_shape);
    cuda::linear_forward(stream, d.views, d.weight, d.bias, y, math);
    cuda::relu_forward(stream, y, rectified);
    cuda::linear_relu_forward(stream, d.views, d.weight, d.bias, fused, math);
    CHECK_CLOSE(fused.fetch(), rectified.fetch(), exact());
  }
}

TEST_CASE("linear on a device: rungs stay a tile below 2^31, and a grid's height") {
  constexpr int kLargest = std::numeric_limits<int>::max() - (1 << 14);
  const auto supports = [&](Shape x, Shape weight) {
    const std::vector<Shape> inputs = {x};
    int count = 0;
    for (const cuda::LinearRung& rung : cuda::linear_rungs())
      count += rung.supports(inputs, weight);
    CHECK((count == 0 || count == int(cuda::linear_rungs().size())));
    return count > 0;
  };
  CHECK(supports({128, 256, 6, 6}, Shape::matrix(4096, 9216)));
  CHECK(supports({1, kLargest, 1, 1}, Shape::matrix(1, kLargest)));
  CHECK(!supports({1, kLargest + 1, 1, 1}, Shape::matrix(1, kLargest + 1)));  // weight and x
  CHECK(!supports({65536, 1, 1, 1}, Shape::matrix(32768, 1)));                // y alone
  constexpr int kHighest = 65535 * 16;  // blocks in y, times the rows of the smallest tile
  CHECK(supports({1, 1, 1, 1}, Shape::matrix(kHighest, 1)));
  CHECK(!supports({1, 1, 1, 1}, Shape::matrix(kHighest + 1, 1)));
  CHECK(supports({kHighest, 1, 1, 1}, Shape::matrix(1, 1)));
  CHECK(!supports({kHighest + 1, 1, 1, 1}, Shape::matrix(1, 1)));
}

TEST_CASE("linear on a device, small: tensors that do not fit are refused with both shapes") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Problem p({"", {{2, 3, 1, 1}}, 4});
  const DeviceProblem d(p);
  DeviceOutput y(p.y.shape()), too_large(Shape::matrix(2, 5)), grad_weight(p.weight.shape());
  CHECK_ERROR(cuda::linear_forward(stream, d.views, d.weight, d.bias, too_large, Math::fp32),
              "(N=2, C=5, H=1, W=1)", "(N=2, C=4, H=1, W=1)");
  CHECK_ERROR(
      cuda::linear_forward(stream, d.views, d.weight, p.grad_bias.view().first(3), y, Math::fp32),
      "bias.shape", "(N=3, C=1, H=1, W=1) and (N=4, C=1, H=1, W=1)");
  CHECK_ERROR(cuda::linear_backward_weight(stream, d.views, d.grad_y, grad_weight, y, Math::fp32),
              "grad_bias.shape", "(N=2, C=4, H=1, W=1) and (N=4, C=1, H=1, W=1)");
}
