#include "layers/conv/conv.h"
#include "support/on_device.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// A convolution to try: an input batch, how its channels are split over inputs, filters.
struct Case {
  const char* why;
  int batch;
  std::vector<int> channels;  // per input
  int height, width, filters, size;
  ConvParams params;
};

const std::vector<Case>& small_cases() {
  static const std::vector<Case> list = {
      {"a single pixel", 1, {1}, 1, 1, 1, 1, {1, 0}},
      {"a window as large as the image", 2, {3}, 5, 5, 4, 5, {1, 0}},
      {"padding wider than the image", 1, {2}, 2, 3, 3, 5, {1, 4}},
      {"primes everywhere", 3, {5}, 17, 13, 7, 3, {2, 1}},
      {"stride beyond the filter: pixels that no window sees", 2, {3}, 12, 11, 5, 2, {3, 0}},
      {"a window that hangs over by one", 2, {4}, 19, 20, 6, 5, {3, 2}},
      {"a window that hangs over by stride - 1", 1, {2}, 10, 10, 3, 3, {4, 0}},
      {"two inputs of unequal depth", 2, {3, 5}, 9, 8, 13, 3, {1, 1}},
      {"three inputs", 1, {1, 4, 2}, 6, 5, 3, 3, {1, 1}},
      {"filters and pixels: a small tile less one", 1, {4}, 5, 3, 15, 3, {1, 1}},
      {"filters and pixels: a small tile", 1, {4}, 4, 4, 16, 3, {1, 1}},
      {"filters and pixels: a small tile and one", 1, {4}, 1, 17, 17, 1, {1, 0}},
      {"a rectangular image at a stride", 2, {3}, 7, 23, 5, 4, {2, 1}},
  };
  return list;
}

const std::vector<Case>& large_cases() {
  static const std::vector<Case> list = {
      {"filters and pixels: a large tile less one", 1, {3}, 1, 127, 63, 1, {1, 0}},
      {"filters and pixels: a large tile", 1, {2}, 8, 16, 64, 3, {1, 1}},
      {"filters and pixels: a large tile and one", 1, {2}, 3, 43, 65, 3, {1, 1}},
      {"channels: a large tile and one", 1, {65}, 5, 5, 7, 3, {1, 1}},
      {"so many pixels that blocks share them", 5, {3}, 31, 29, 6, 3, {1, 1}},
      {"so many taps that blocks share them", 1, {130}, 3, 3, 2, 3, {1, 1}},
      {"AlexNet's conv1 in the small: 3 rows hang over", 1, {3}, 28, 28, 8, 11, {4, 0}},
      {"AlexNet's conv2, one image, half its filters", 1, {48}, 27, 27, 64, 5, {1, 2}},
      {"AlexNet's conv3, both towers, half its filters", 1, {128, 128}, 13, 13, 96, 3, {1, 1}},
      {"AlexNet's conv5, an odd batch, a quarter of its filters", 3, {192}, 13, 13, 32, 3, {1, 1}},
  };
  return list;
}

/// The tensors of a case, and what the CPU computes from them. (Its rungs are bit for bit alike.)
struct Problem {
  explicit Problem(const Case& c) : params(c.params) {
    for (const int each : c.channels) {
      shapes.push_back({c.batch, each, c.height, c.width});
      x.push_back(random_tensor("x" + std::to_string(x.size()), shapes.back()));
      channels += each;
    }
    weight = random_tensor("w", Shape::filters(c.filters, channels, c.size, c.size));
    bias = random_tensor("b", Shape::vector(c.filters));
    const Shape y_shape = conv_output_shape(shapes, weight.shape(), params);
    grad_y = random_tensor("grad_y", y_shape);

    y = Tensor("y", y_shape);
    grad_weight = Tensor("grad_weight", weight.shape());
    grad_bias = Tensor("grad_bias", bias.shape());
    std::vector<ConstTensorView> views;
    std::vector<TensorView> grads;
    for (const Tensor& input : x) views.push_back(input);
    for (const Shape& shape : shapes) grad_x.emplace_back("grad_x", shape);
    for (Tensor& grad : grad_x) grads.push_back(grad);
    cpu::conv_forward(views, weight, bias, y, params);
    cpu::conv_backward_input(grad_y, weight, grads, params);
    cpu::conv_backward_weight(views, grad_y, grad_weight, grad_bias, params);
  }

  ConvParams params;
  int channels = 0;
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

void check_rung(const cuda::ConvRung& rung, const Problem& p) {
  INFO(rung.name);
  const cuda::Stream stream(kDevice.index);
  const DeviceProblem d(p);
  REQUIRE(rung.supports(p.shapes, p.weight.shape(), p.y.shape(), p.params));
  const Shape &w = p.weight.shape(), &ys = p.y.shape();

  DeviceOutput y(ys);
  rung.forward(stream, d.views, d.weight, d.bias, y, p.params);
  CHECK_CLOSE(y.fetch(), p.y, product_of(double(w.image_size()), factor_bits(rung.math)));

  const double windows = double(ys.n * ys.map_size());
  DeviceOutput grad_weight(w), grad_bias(p.bias.shape());
  rung.backward_weight(stream, d.views, d.grad_y, grad_weight, grad_bias, p.params);
  CHECK_CLOSE(grad_weight.fetch(), p.grad_weight, product_of(windows, factor_bits(rung.math)));
  CHECK_CLOSE(grad_bias.fetch(), p.grad_bias, sum_of(windows));

  std::vector<DeviceOutput> grad_x;
  std::vector<TensorView> grads;
  for (const Shape& shape : p.shapes) grad_x.emplace_back(shape);
  for (DeviceOutput& grad : grad_x) grads.push_back(grad);
  rung.backward_input(stream, d.grad_y, d.weight, grads, p.params);
  for (std::size_t i = 0; i < grad_x.size(); ++i)
    CHECK_CLOSE(grad_x[i].fetch(), p.grad_x[i],
                product_of(double(w.n * w.map_size()), factor_bits(rung.math)));
}

}  // namespace

TEST_CASE("conv on a device, small: every rung computes the CPU's numbers, in any thread order") {
  NEEDS_DEVICE();
  for (const Case& c : small_cases()) {
    INFO(c.why);
    const Problem problem(c);
    for (const cuda::ConvRung& rung : on_device(cuda::conv_rungs()))
      in_every_thread_order([&] { check_rung(rung, problem); });
  }
}

TEST_CASE("conv on a device, large: every rung computes the CPU's numbers") {
  NEEDS_DEVICE();
  for (const Case& c : large_cases()) {
    INFO(c.why);
    const Problem problem(c);
    for (const cuda::ConvRung& rung : on_device(cuda::conv_rungs())) check_rung(rung, problem);
  }
}

TEST_CASE("conv on a device, small: a gradient that nobody needs is not computed") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Problem p({"", 1, {2, 3}, 5, 5, 4, 3, {1, 1}});
  const DeviceProblem d(p);
  for (const cuda::ConvRung& rung : on_device(cuda::conv_rungs())) {
    INFO(rung.name);
    DeviceOutput wanted(p.shapes[1]);
    const std::vector<TensorView> grads = {{nullptr, p.shapes[0], kDevice}, wanted};
    rung.backward_input(stream, d.grad_y, d.weight, grads, p.params);
    CHECK_CLOSE(wanted.fetch(), p.grad_x[1], product_of(36, factor_bits(rung.math)));
  }
}

TEST_CASE("conv on a device, small: the same numbers bit for bit, whenever") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Problem p({"", 3, {7}, 19, 17, 5, 3, {1, 1}});
  const DeviceProblem d(p);
  for (const cuda::ConvRung& rung : on_device(cuda::conv_rungs())) {
    INFO(rung.name);
    std::vector<Tensor> results;
    in_every_thread_order([&] {
      DeviceOutput grad_weight(p.weight.shape()), grad_bias(p.bias.shape());
      rung.backward_weight(stream, d.views, d.grad_y, grad_weight, grad_bias, p.params);
      results.push_back(grad_weight.fetch());
      CHECK_CLOSE(results.back(), results.front(), exact());
    });
  }
}

TEST_CASE("conv on a device, small: each kind of arithmetic has a rung that is chosen") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Problem p({"", 2, {3}, 9, 9, 5, 3, {1, 1}});
  const DeviceProblem d(p);
  for (const Math math : {Math::fp32, Math::tf32, Math::bf16}) {
    DeviceOutput y(p.y.shape()), grad_x(p.shapes[0]), grad_weight(p.weight.shape()),
        grad_bias(p.bias.shape());
    const std::vector<TensorView> grads = {grad_x};
    cuda::conv_forward(stream, d.views, d.weight, d.bias, y, p.params, math);
    cuda::conv_backward_input(stream, d.grad_y, d.weight, grads, p.params, math);
    cuda::conv_backward_weight(stream, d.views, d.grad_y, grad_weight, grad_bias, p.params, math);
    CHECK_CLOSE(y.fetch(), p.y, product_of(27, factor_bits(math)));
    CHECK_CLOSE(grad_x.fetch(), p.grad_x[0], product_of(45, factor_bits(math)));
    CHECK_CLOSE(grad_weight.fetch(), p.grad_weight, product_of(162, factor_bits(math)));
    CHECK_CLOSE(grad_bias.fetch(), p.grad_bias, sum_of(162));
  }
}

TEST_CASE("conv on a device, small: tensors that do not fit are refused with both shapes") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Problem p({"", 2, {3}, 5, 5, 4, 3, {1, 1}});
  const DeviceProblem d(p);
  DeviceOutput y(p.y.shape()), too_large({2, 4, 6, 5}), grad_weight(p.weight.shape());
  const Tensor short_bias("b", Shape::vector(3), kDevice);
  CHECK_ERROR(
      cuda::conv_forward(stream, d.views, d.weight, d.bias, too_large, p.params, Math::fp32),
      "(N=2, C=4, H=6, W=5)", "(N=2, C=4, H=5, W=5)");
  CHECK_ERROR(cuda::conv_forward(stream, d.views, d.weight, short_bias, y, p.params, Math::fp32),
              "bias.shape", "(N=3, C=1, H=1, W=1) and (N=4, C=1, H=1, W=1)");
  CHECK_ERROR(
      cuda::conv_backward_weight(stream, d.views, d.grad_y, grad_weight, y, p.params, Math::fp32),
      "grad_bias.shape", "(N=2, C=4, H=5, W=5) and (N=4, C=1, H=1, W=1)");
}
