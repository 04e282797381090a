#include "layers/conv/conv.h"

#include <cmath>

#include "layers/relu/relu.h"
#include "support/conv_problems.h"
#include "support/on_device.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// A problem and what the CPU computes from it, by the formula's own sums.
struct Problem : ConvProblem {
  explicit Problem(const ConvCase& c)
      : ConvProblem(c),
        y("y", y_shape),
        grad_weight("grad_weight", weight.shape()),
        grad_bias("grad_bias", bias.shape()) {
    std::vector<TensorView> grads;
    for (const Shape& shape : shapes) grad_x.emplace_back("grad_x", shape);
    for (Tensor& grad : grad_x) grads.push_back(grad);
    const char* const formula = cpu::kBitExactRung;
    cpu::conv_forward(views, weight, bias, y, params, formula);
    cpu::conv_backward_input(grad_y, weight, grads, params, formula);
    cpu::conv_backward_weight(views, grad_y, grad_weight, grad_bias, params, formula);
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

/// What a rung's backward_input() writes.
std::vector<DeviceOutput> input_gradients(const cuda::ConvRung& rung, const Problem& p,
                                          const DeviceProblem& d) {
  std::vector<DeviceOutput> grad_x;
  std::vector<TensorView> views;
  for (const Shape& shape : p.shapes) grad_x.emplace_back(shape);
  for (DeviceOutput& grad : grad_x) views.push_back(grad);
  rung.backward_input(cuda::Stream(kDevice.index), d.grad_y, d.weight, views, p.params);
  return grad_x;
}

void check_rung(const cuda::ConvRung& rung, const Problem& p) {
  INFO(rung.name);
  const cuda::Stream stream(kDevice.index);
  const DeviceProblem d(p);
  REQUIRE(rung.supports(p.shapes, p.weight.shape(), p.y.shape(), p.params));
  const Shape &w = p.weight.shape(), &ys = p.y.shape();

  DeviceOutput y(ys);
  rung.forward(stream, d.views, d.weight, d.bias, y, p.params);
  CHECK_CLOSE(y.fetch(), p.y, product_of(double(w.image_size()), factor_bits(rung.math)));

  if (rung.forward_relu) {
    DeviceOutput rectified(ys), fused(ys);
    cuda::relu_forward(stream, y, rectified);
    rung.forward_relu(stream, d.views, d.weight, d.bias, fused, p.params);
    CHECK_CLOSE(fused.fetch(), rectified.fetch(), exact());
  }

  const double windows = double(ys.n * ys.map_size());
  DeviceOutput grad_weight(w), grad_bias(p.bias.shape());
  rung.backward_weight(stream, d.views, d.grad_y, grad_weight, grad_bias, p.params);
  CHECK_CLOSE(grad_weight.fetch(), p.grad_weight, product_of(windows, factor_bits(rung.math)));
  CHECK_CLOSE(grad_bias.fetch(), p.grad_bias, sum_of(windows));

  const std::vector<DeviceOutput> grad_x = input_gradients(rung, p, d);
  for (std::size_t i = 0; i < grad_x.size(); ++i)
    CHECK_CLOSE(grad_x[i].fetch(), p.grad_x[i],
                product_of(double(w.n * w.map_size()), factor_bits(rung.math)));
}

/// What a rung's backward() writes.
struct AllGradients {
  AllGradients(const cuda::ConvRung& rung, const Problem& p, const DeviceProblem& d,
               ConstTensorView relu_y, ConstTensorView grad_y)
      : weight(p.weight.shape()), bias(p.bias.shape()) {
    std::vector<TensorView> grads;
    for (const Shape& shape : p.shapes) x.emplace_back(shape);
    for (std::size_t i = 0; i < x.size(); ++i)
      grads.push_back(p.params.stride == 1 ? x[i].view()
                                           : TensorView{nullptr, p.shapes[i], kDevice});
    rung.backward(cuda::Stream(kDevice.index), d.views, relu_y, grad_y, d.weight, grads, weight,
                  bias, p.params);
  }
  DeviceOutput weight, bias;
  std::vector<DeviceOutput> x;  ///< written at stride 1 only
};

/// All gradients in one call: what two calls give, and behind a ReLU what ReLU and then one call
/// give.
void check_backward(const cuda::ConvRung& rung, const Problem& p) {
  if (!rung.backward) return;
  INFO(rung.name);
  const cuda::Stream stream(kDevice.index);
  const DeviceProblem d(p);
  AllGradients one_call(rung, p, d, {}, d.grad_y);
  DeviceOutput grad_weight(p.weight.shape()), grad_bias(p.bias.shape());
  rung.backward_weight(stream, d.views, d.grad_y, grad_weight, grad_bias, p.params);
  CHECK_CLOSE(one_call.weight.fetch(), grad_weight.fetch(), exact());
  const double windows = double(p.y_shape.n * p.y_shape.map_size());
  CHECK_CLOSE(one_call.bias.fetch(), p.grad_bias, sum_of(windows));
  if (p.params.stride == 1) {
    const std::vector<DeviceOutput> grad_x = input_gradients(rung, p, d);
    for (std::size_t i = 0; i < grad_x.size(); ++i)
      CHECK_CLOSE(one_call.x[i].fetch(), grad_x[i].fetch(), exact());
  }

  const Tensor y = on_device(random_tensor("y", p.y_shape));
  DeviceOutput before_relu(p.y_shape);
  cuda::relu_backward(stream, y, d.grad_y, before_relu);
  AllGradients relu_first(rung, p, d, {}, before_relu), fused(rung, p, d, y, d.grad_y);
  CHECK_CLOSE(fused.weight.fetch(), relu_first.weight.fetch(), exact());
  CHECK_CLOSE(fused.bias.fetch(), relu_first.bias.fetch(), exact());
  for (std::size_t i = 0; p.params.stride == 1 && i < fused.x.size(); ++i)
    CHECK_CLOSE(fused.x[i].fetch(), relu_first.x[i].fetch(), exact());
}

void check_every_rung(const std::vector<ConvCase>& cases) {
  for (const ConvCase& c : cases) {
    INFO(c.why);
    const Problem problem(c);
    for (const cuda::ConvRung& rung : runnable(cuda::conv_rungs())) {
      check_rung(rung, problem);
      check_backward(rung, problem);
    }
  }
}

}  // namespace

TEST_CASE("conv on a device, small: every rung computes the CPU's numbers, in any thread order") {
  NEEDS_DEVICE();
  for (const ConvCase& c : kSmallConvs) {
    INFO(c.why);
    const Problem problem(c);
    for (const cuda::ConvRung& rung : runnable(cuda::conv_rungs()))
      in_every_thread_order([&] {
        check_rung(rung, problem);
        check_backward(rung, problem);
      });
  }
}

TEST_CASE("conv on a device, large: every rung computes the CPU's numbers") {
  NEEDS_DEVICE();
  check_every_rung(kLargeConvs);
}

TEST_CASE("conv on a device, AlexNet's layers: every rung computes the CPU's numbers") {
  NEEDS_DEVICE();
  if (cuda::is_simulated()) SKIP_TEST("takes too long for a simulated device");
  check_every_rung(kWholeConvs);
}

TEST_CASE("conv on a device, small: a gradient that nobody needs is not computed") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Problem p({"", 1, {2, 3}, 5, 5, 4, 3, {1, 1}});
  const DeviceProblem d(p);
  for (const cuda::ConvRung& rung : runnable(cuda::conv_rungs())) {
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
  for (const cuda::ConvRung& rung : runnable(cuda::conv_rungs())) {
    INFO(rung.name);
    std::vector<Tensor> results;
    in_every_thread_order([&] {
      DeviceOutput grad_weight(p.weight.shape()), grad_bias(p.bias.shape());
      rung.backward_weight(stream, d.views, d.grad_y, grad_weight, grad_bias, p.params);
      for (DeviceOutput* output : {&grad_weight, &grad_bias}) results.push_back(output->fetch());
      CHECK_CLOSE(results.end()[-2], results[0], exact());
      CHECK_CLOSE(results.end()[-1], results[1], exact());
    });
  }
}

TEST_CASE("conv on a device, small: each kind of arithmetic has a rung that is chosen") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Problem p({"", 2, {3}, 9, 9, 5, 3, {1, 1}});
  const DeviceProblem d(p);
  std::vector<std::vector<Tensor>> results;  // fp32 first
  for (const Math math : {Math::fp32, Math::tf32, Math::bf16}) {
    if (!cuda::can_multiply(kDevice.index, math)) continue;
    DeviceOutput y(p.y.shape()), grad_x(p.shapes[0]), grad_weight(p.weight.shape()),
        grad_bias(p.bias.shape());
    const std::vector<TensorView> grads = {grad_x};
    cuda::conv_forward(stream, d.views, d.weight, d.bias, y, p.params, math);
    cuda::conv_backward(stream, d.views, d.grad_y, d.weight, grads, grad_weight, grad_bias,
                        p.params, math);
    results.emplace_back();
    for (const DeviceOutput* output : {&y, &grad_x, &grad_weight})
      results.back().push_back(output->fetch());
    const std::vector<Tensor>& mine = results.back();
    CHECK_CLOSE(mine[0], p.y, product_of(27, factor_bits(math)));
    CHECK_CLOSE(mine[1], p.grad_x[0], product_of(45, factor_bits(math)));
    CHECK_CLOSE(mine[2], p.grad_weight, product_of(162, factor_bits(math)));
    // It is not fp32 under another name: its factors are rounded.
    for (int i = 0; i < 3; ++i)
      CHECK(same_bits(mine[i], results.front()[i]) == (math == Math::fp32));
    CHECK_CLOSE(grad_bias.fetch(), p.grad_bias, sum_of(162));
  }
}

TEST_CASE("conv on a device, small: with ReLU, what conv and then ReLU give, by every arithmetic") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Problem p({"two inputs: the sum of both is rectified", 2, {3, 5}, 9, 9, 5, 3, {1, 1}});
  const DeviceProblem d(p);
  for (const Math math : {Math::fp32, Math::tf32, Math::bf16}) {
    if (!cuda::can_multiply(kDevice.index, math)) continue;
    DeviceOutput y(p.y_shape), rectified(p.y_shape), fused(p.y_shape);
    cuda::conv_forward(stream, d.views, d.weight, d.bias, y, p.params, math);
    cuda::relu_forward(stream, y, rectified);
    cuda::conv_relu_forward(stream, d.views, d.weight, d.bias, fused, p.params, math);
    CHECK_CLOSE(fused.fetch(), rectified.fetch(), exact());
  }
}

TEST_CASE("conv on a device, small: all gradients with ReLU, what ReLU and then conv give") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  for (const int stride : {1, 2})
    for (const bool second_wanted : {true, false}) {
      INFO("stride " << stride << (second_wanted ? "" : ", one gradient unwanted"));
      const Problem p({"", 2, {3, 5}, 9, 9, 5, 3, {stride, 1}});
      const DeviceProblem d(p);
      const Tensor y = on_device(random_tensor("y", p.y_shape));
      DeviceOutput before_relu(p.y_shape);
      cuda::relu_backward(stream, y, d.grad_y, before_relu);
      for (const Math math : {Math::fp32, Math::tf32, Math::bf16}) {
        if (!cuda::can_multiply(kDevice.index, math)) continue;
        INFO(to_text(math));
        DeviceOutput grad_x0(p.shapes[0]), grad_x1(p.shapes[1]), fused_x0(p.shapes[0]),
            fused_x1(p.shapes[1]), grad_weight(p.weight.shape()), fused_weight(p.weight.shape()),
            grad_bias(p.bias.shape()), fused_bias(p.bias.shape()), scratch(p.y_shape);
        const TensorView unwanted = {nullptr, p.shapes[1], kDevice};
        const std::vector<TensorView> grads = {grad_x0, second_wanted ? grad_x1.view() : unwanted},
                                      fused = {fused_x0,
                                               second_wanted ? fused_x1.view() : unwanted};
        cuda::conv_backward(stream, d.views, before_relu, d.weight, grads, grad_weight, grad_bias,
                            p.params, math);
        cuda::conv_relu_backward(stream, d.views, y, d.grad_y, scratch, d.weight, fused,
                                 fused_weight, fused_bias, p.params, math);
        CHECK_CLOSE(fused_x0.fetch(), grad_x0.fetch(), exact());
        if (second_wanted) CHECK_CLOSE(fused_x1.fetch(), grad_x1.fetch(), exact());
        CHECK_CLOSE(fused_weight.fetch(), grad_weight.fetch(), exact());
        CHECK_CLOSE(fused_bias.fetch(), grad_bias.fetch(), exact());
      }
    }
}

TEST_CASE("conv on a device, small: with ReLU, NaN stays NaN") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Tensor x =
      on_device(tensor_of({1, 1, 1, 3}, {-1, std::numeric_limits<Real>::quiet_NaN(), 2}));
  const Tensor weight = on_device(tensor_of(Shape::filters(1, 1, 1, 1), {1}));
  const Tensor bias("b", Shape::vector(1), kDevice);
  const std::vector<ConstTensorView> views = {x};
  for (const cuda::ConvRung& rung : runnable(cuda::conv_rungs())) {
    if (!rung.forward_relu) continue;
    INFO(rung.name);
    DeviceOutput output(x.shape());
    rung.forward_relu(stream, views, weight, bias, output, {1, 0});
    const Tensor y = output.fetch();
    CHECK(y.data()[0] == 0);
    CHECK(std::isnan(y.data()[1]));
    CHECK(y.data()[2] == 2);
  }
}

TEST_CASE("conv on a device, small: on tensor cores, factors are rounded and not cut off") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Problem p({"", 2, {8}, 12, 12, 24, 3, {1, 1}});
  const DeviceProblem d(p);
  for (const cuda::ConvRung& rung : runnable(cuda::conv_rungs())) {
    if (rung.math == Math::fp32) continue;
    INFO(rung.name << ", " << to_text(rung.math));
    const int bits = factor_bits(rung.math);
    DeviceOutput y(p.y_shape), grad_weight(p.weight.shape()), grad_bias(p.bias.shape());
    rung.forward(stream, d.views, d.weight, d.bias, y, p.params);
    check_rounded_to_nearest(y.fetch(), p.y, bits);
    check_rounded_to_nearest(input_gradients(rung, p, d)[0].fetch(), p.grad_x[0], bits);
    rung.backward_weight(stream, d.views, d.grad_y, grad_weight, grad_bias, p.params);
    check_rounded_to_nearest(grad_weight.fetch(), p.grad_weight, bits);
  }
}

TEST_CASE("conv on a device, small: arithmetic that the device does not have is refused") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Problem p({"", 1, {1}, 1, 1, 1, 1, {1, 0}});
  const DeviceProblem d(p);
  DeviceOutput y(p.y_shape);
  for (const Math math : {Math::tf32, Math::bf16})
    if (!cuda::can_multiply(kDevice.index, math))
      CHECK_ERROR(cuda::conv_forward(stream, d.views, d.weight, d.bias, y, p.params, math),
                  "cuda:0", "cannot multiply in " + to_text(math), "7.5", "8.0", "take fp32");
}

TEST_CASE("conv on a device, small: more inputs than the last rung takes go to another rung") {
  NEEDS_DEVICE();
  if (!cuda::can_multiply(kDevice.index, Math::bf16)) SKIP_TEST("the device has no bf16");
  const cuda::Stream stream(kDevice.index);
  const Problem p({"", 1, {1, 1, 2, 1, 1}, 5, 5, 4, 3, {1, 1}});
  const DeviceProblem d(p);
  const cuda::ConvRung& last = cuda::conv_rungs().back();
  CHECK(!last.supports(p.shapes, p.weight.shape(), p.y_shape, p.params));
  CHECK(
      last.supports(std::span(p.shapes).first(4), Shape::filters(4, 5, 3, 3), p.y_shape, p.params));
  DeviceOutput y(p.y_shape);
  cuda::conv_forward(stream, d.views, d.weight, d.bias, y, p.params, Math::bf16);
  CHECK_CLOSE(y.fetch(), p.y, product_of(54, factor_bits(Math::bf16)));
}

TEST_CASE("conv on a device: rungs with 32-bit offsets stay a tile below 2^31") {
  constexpr int kLargest = std::numeric_limits<int>::max() - (1 << 14);
  const auto rungs = cuda::conv_rungs();
  const auto all_but_naive_support = [&](Shape x, Shape weight, ConvParams params) {
    const std::vector<Shape> inputs = {x};
    const Shape y = conv_output_shape(inputs, weight, params);
    CHECK(rungs[0].supports(inputs, weight, y, params));
    int count = 0;
    for (const cuda::ConvRung& rung : rungs.subspan(1))
      count += rung.supports(inputs, weight, y, params);
    CHECK((count == 0 || count == int(rungs.size()) - 1));
    return count > 0;
  };
  const Shape one = Shape::filters(1, 1, 1, 1);
  CHECK(all_but_naive_support({128, 3, 224, 224}, Shape::filters(96, 3, 11, 11), {4, 0}));
  CHECK(all_but_naive_support({1, 1, kLargest - 2, 1}, one, {1, 0}));
  CHECK(!all_but_naive_support({1, 1, kLargest - 1, 1}, one, {1, 0}));  // x with the last window
  CHECK(!all_but_naive_support({1, kLargest, 1, 1}, Shape::filters(1, kLargest, 1, 1),
                               {1, 1}));  // x with its border
  CHECK(!all_but_naive_support({1, kLargest + 1, 1, 1}, Shape::filters(1, kLargest + 1, 1, 1),
                               {1, 0}));
  CHECK(!all_but_naive_support({1024, 1, 1024, 1024}, Shape::filters(2, 1, 1, 1), {1, 0}));  // y
}

TEST_CASE("conv on a device, small: tensors that do not fit are refused with both shapes") {
  NEEDS_DEVICE();
  const cuda::Stream stream(kDevice.index);
  const Problem p({"", 2, {3}, 5, 5, 4, 3, {1, 1}});
  const DeviceProblem d(p);
  DeviceOutput y(p.y.shape()), too_large({2, 4, 6, 5}), grad_weight(p.weight.shape());
  const std::vector<TensorView> no_grad_x = {{nullptr, p.shapes[0], kDevice}};
  const Tensor short_bias("b", Shape::vector(3), kDevice);
  CHECK_ERROR(
      cuda::conv_forward(stream, d.views, d.weight, d.bias, too_large, p.params, Math::fp32),
      "(N=2, C=4, H=6, W=5)", "(N=2, C=4, H=5, W=5)");
  CHECK_ERROR(cuda::conv_forward(stream, d.views, d.weight, short_bias, y, p.params, Math::fp32),
              "bias.shape", "(N=3, C=1, H=1, W=1) and (N=4, C=1, H=1, W=1)");
  CHECK_ERROR(cuda::conv_backward(stream, d.views, d.grad_y, d.weight, no_grad_x, grad_weight, y,
                                  p.params, Math::fp32),
              "grad_bias.shape", "(N=2, C=4, H=5, W=5) and (N=4, C=1, H=1, W=1)");
}
