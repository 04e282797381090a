#include "layers/linear/linear.h"
#include "support/on_device.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// A fully connected layer to try.
struct Case {
  const char* why;
  std::vector<Shape> x;
  int outputs;
};

const std::vector<Case>& small_cases() {
  static const std::vector<Case> list = {
      {"a single number", {{1, 1, 1, 1}}, 1},
      {"primes everywhere", {{3, 5, 7, 11}}, 13},
      {"two inputs of unequal size", {{2, 3, 2, 5}, {2, 7, 1, 1}}, 6},
      {"three inputs", {{5, 1, 1, 1}, {5, 2, 1, 3}, {5, 4, 1, 1}}, 3},
      {"a small tile less one", {{15, 15, 1, 1}}, 15},
      {"a small tile", {{16, 16, 1, 1}}, 16},
      {"a small tile and one", {{17, 17, 1, 1}}, 17},
      {"multiples of four", {{4, 8, 1, 1}}, 12},
  };
  return list;
}

const std::vector<Case>& large_cases() {
  static const std::vector<Case> list = {
      {"a large tile less one", {{63, 127, 1, 1}}, 127},
      {"a large tile", {{64, 128, 1, 1}}, 128},
      {"a large tile and one", {{65, 129, 1, 1}}, 129},
      {"so many inputs that blocks share them", {{2, 1025, 1, 1}}, 4},
      {"so many images that blocks share them", {{1013, 3, 1, 1}}, 2},
      {"AlexNet's fc6, both towers, few of its outputs", {{2, 128, 6, 6}, {2, 128, 6, 6}}, 48},
      {"AlexNet's fc7, an odd batch", {{5, 2048, 1, 1}, {5, 2048, 1, 1}}, 97},
      {"AlexNet's fc8, one image", {{1, 2048, 1, 1}, {1, 2048, 1, 1}}, 250},
  };
  return list;
}

/// The tensors of a case, and what the CPU computes from them.
struct Problem {
  explicit Problem(const Case& c) : shapes(c.x) {
    int inputs = 0;
    for (const Shape& shape : shapes) {
      x.push_back(random_tensor("x" + std::to_string(x.size()), shape));
      grad_x.emplace_back("grad_x", shape);
      inputs += int(shape.image_size());
    }
    weight = random_tensor("w", Shape::matrix(c.outputs, inputs));
    bias = random_tensor("b", Shape::vector(c.outputs));
    const Shape y_shape = linear_output_shape(shapes, weight.shape());
    grad_y = random_tensor("grad_y", y_shape);

    y = Tensor("y", y_shape);
    grad_weight = Tensor("grad_weight", weight.shape());
    grad_bias = Tensor("grad_bias", bias.shape());
    std::vector<ConstTensorView> views;
    std::vector<TensorView> grads;
    for (const Tensor& input : x) views.push_back(input);
    for (Tensor& grad : grad_x) grads.push_back(grad);
    cpu::linear_forward(views, weight, bias, y);
    cpu::linear_backward_input(grad_y, weight, grads);
    cpu::linear_backward_weight(views, grad_y, grad_weight, grad_bias);
  }

  std::vector<Shape> shapes;
  std::vector<Tensor> x;
  Tensor weight, bias, grad_y;
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

}  // namespace

TEST_CASE("linear on a device, small: every rung computes the CPU's numbers, in any thread order") {
  NEEDS_DEVICE();
  for (const Case& c : small_cases()) {
    INFO(c.why);
    const Problem problem(c);
    for (const cuda::LinearRung& rung : on_device(cuda::linear_rungs()))
      in_every_thread_order([&] { check_rung(rung, problem); });
  }
}

TEST_CASE("linear on a device, large: every rung computes the CPU's numbers") {
  NEEDS_DEVICE();
  for (const Case& c : large_cases()) {
    INFO(c.why);
    const Problem problem(c);
    for (const cuda::LinearRung& rung : on_device(cuda::linear_rungs())) check_rung(rung, problem);
  }
}

TEST_CASE("linear on a device, small: a gradient that nobody needs is not computed") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Problem p({"", {{3, 5, 1, 1}, {3, 4, 1, 1}}, 6});
  const DeviceProblem d(p);
  for (const cuda::LinearRung& rung : on_device(cuda::linear_rungs())) {
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
  for (const Math math : {Math::fp32, Math::tf32, Math::bf16}) {
    DeviceOutput y(p.y.shape()), grad_x(p.shapes[0]), grad_weight(p.weight.shape()),
        grad_bias(p.bias.shape());
    const std::vector<TensorView> grads = {grad_x};
    cuda::linear_forward(stream, d.views, d.weight, d.bias, y, math);
    cuda::linear_backward_input(stream, d.grad_y, d.weight, grads, math);
    cuda::linear_backward_weight(stream, d.views, d.grad_y, grad_weight, grad_bias, math);
    CHECK_CLOSE(y.fetch(), p.y, product_of(21, factor_bits(math)));
    CHECK_CLOSE(grad_x.fetch(), p.grad_x[0], product_of(9, factor_bits(math)));
    CHECK_CLOSE(grad_weight.fetch(), p.grad_weight, product_of(5, factor_bits(math)));
    CHECK_CLOSE(grad_bias.fetch(), p.grad_bias, sum_of(5));
  }
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
