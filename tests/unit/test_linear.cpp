#include "layers/linear/linear.h"

#include <algorithm>

#include "layers/conv/conv.h"
#include "layers/gemm/cpu_tile.h"
#include "support/compare.h"
#include "support/golden.h"
#include "support/linear_problems.h"
#include "support/tensors.h"
#include "support/threads.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// What one rung computes for a problem.
struct Result {
  Result(const LinearProblem& p, const cpu::LinearRung& rung)
      : y(p.y_shape), grad_weight(p.weight.shape()), grad_bias(p.bias.shape()) {
    rung.forward(p.views, p.weight, p.bias, y);
    rung.backward_weight(p.views, p.grad_y, grad_weight, grad_bias);
    std::vector<TensorView> grads;
    grad_x.reserve(p.x.size());
    for (const Tensor& input : p.x) grads.push_back(grad_x.emplace_back(input.shape()).view());
    rung.backward_input(p.grad_y, p.weight, grads);
  }
  Output y, grad_weight, grad_bias;
  std::vector<Output> grad_x;
};

void check_equal(Result& actual, Result& expected) {
  CHECK_CLOSE(actual.y, expected.y, exact());
  CHECK_CLOSE(actual.grad_weight, expected.grad_weight, exact());
  CHECK_CLOSE(actual.grad_bias, expected.grad_bias, exact());
  for (std::size_t i = 0; i < expected.grad_x.size(); ++i)
    CHECK_CLOSE(actual.grad_x[i], expected.grad_x[i], exact());
}

}  // namespace

TEST_CASE("linear: shapes that do not fit are refused with both values") {
  const Shape w = Shape::matrix(4, 30);
  const auto shape_of = [&](std::vector<Shape> x) { return linear_output_shape(x, w); };
  CHECK(shape_of({{7, 5, 2, 3}}) == Shape::matrix(7, 4));
  CHECK(shape_of({{7, 5, 2, 2}, {7, 10, 1, 1}}) == Shape::matrix(7, 4));
  CHECK_ERROR(shape_of({{7, 5, 2, 2}}), "inputs == weight.c", "20 and 30");
  CHECK_ERROR(shape_of({{7, 5, 2, 2}, {6, 10, 1, 1}}), "input.n == x[0].n", "6 and 7");
  CHECK_ERROR(shape_of({}), "needs an input");
  CHECK_ERROR(linear_output_shape(std::vector<Shape>{{7, 5, 2, 3}}, {4, 5, 2, 3}),
              "(N=4, C=5, H=2, W=3)", "(N=4, C=5, H=1, W=1)");
}

TEST_CASE("linear: tensors that do not fit are refused with both shapes") {
  const LinearProblem p({"", {{2, 3, 1, 1}}, 4});
  Output y(Shape::matrix(2, 4)), too_long(Shape::matrix(2, 5)), grad_weight(p.weight.shape());
  CHECK_ERROR(cpu::linear_forward(p.views, p.weight, p.bias, too_long), "(N=2, C=5, H=1, W=1)",
              "(N=2, C=4, H=1, W=1)");
  CHECK_ERROR(cpu::linear_forward(p.views, p.weight, Tensor("b", Shape::vector(3)), y),
              "bias.shape", "(N=3, C=1, H=1, W=1) and (N=4, C=1, H=1, W=1)");
  CHECK_ERROR(cpu::linear_backward_weight(p.views, p.grad_y, grad_weight, too_long),
              "grad_bias.shape", "(N=2, C=5, H=1, W=1) and (N=4, C=1, H=1, W=1)");
}

TEST_CASE("linear: a case small enough to draw") {
  //  x = 1 2 3      weight = 1 0 0    bias = 10
  //      4 5 6               1 1 1           20
  const Tensor x = tensor_of({2, 3, 1, 1}, {1, 2, 3, 4, 5, 6});
  const Tensor weight = tensor_of(Shape::matrix(2, 3), {1, 0, 0, 1, 1, 1});
  const Tensor bias = tensor_of(Shape::vector(2), {10, 20});
  const Tensor grad_y = tensor_of(Shape::matrix(2, 2), {1, 0, 10, 100});
  const std::vector<ConstTensorView> inputs = {x};
  for (const cpu::LinearRung& rung : cpu::linear_rungs()) {
    INFO(rung.name);
    Output y(Shape::matrix(2, 2)), grad_x(x.shape()), grad_weight(weight.shape()),
        grad_bias(bias.shape());
    rung.forward(inputs, weight, bias, y);
    CHECK_CLOSE(y, tensor_of(Shape::matrix(2, 2), {11, 26, 14, 35}), exact());
    rung.backward_input(grad_y, weight, std::vector<TensorView>{grad_x});
    CHECK_CLOSE(grad_x, tensor_of({2, 3, 1, 1}, {1, 0, 0, 110, 100, 100}), exact());
    rung.backward_weight(inputs, grad_y, grad_weight, grad_bias);
    CHECK_CLOSE(grad_weight, tensor_of(Shape::matrix(2, 3), {41, 52, 63, 400, 500, 600}), exact());
    CHECK_CLOSE(grad_bias, tensor_of(Shape::vector(2), {11, 100}), exact());
  }
}

TEST_CASE("linear: it is a convolution whose window is the whole image") {
  const LinearProblem p({"", {{3, 4, 5, 6}}, 7});
  Tensor filters("filters", Shape::filters(7, 4, 5, 6));
  std::copy(p.weight.view().values().begin(), p.weight.view().values().end(), filters.data());
  Output y(p.y_shape), convolved(p.y_shape);
  cpu::linear_forward(p.views, p.weight, p.bias, y);
  cpu::conv_forward(p.views, filters, p.bias, convolved, {1, 0});
  CHECK_CLOSE(y, convolved, exact());
}

TEST_CASE("linear: two inputs are one input whose elements are put together") {
  const LinearProblem two({"", {{2, 3, 2, 2}, {2, 5, 1, 1}}, 6});
  Tensor joined("joined", {2, 17, 1, 1});
  for (int n = 0; n < 2; ++n)
    for (int i = 0; i < 17; ++i)
      joined.data()[n * 17 + i] =
          i < 12 ? two.views[0].data[n * 12 + i] : two.views[1].data[n * 5 + i - 12];
  const std::vector<ConstTensorView> one = {joined};
  Output y_two(two.y_shape), y_one(two.y_shape);
  cpu::linear_forward(two.views, two.weight, two.bias, y_two);
  cpu::linear_forward(one, two.weight, two.bias, y_one);
  CHECK_CLOSE(y_two, y_one, exact());
}

TEST_CASE("linear: a gradient that nobody needs is not computed") {
  const LinearProblem p({"", {{2, 3, 1, 1}, {2, 5, 1, 1}}, 6});
  for (const cpu::LinearRung& rung : cpu::linear_rungs()) {
    INFO(rung.name);
    Result all(p, rung);
    Output wanted(p.x[1].shape());
    const std::vector<TensorView> grads = {{nullptr, p.x[0].shape(), Device::cpu()}, wanted.view()};
    rung.backward_input(p.grad_y, p.weight, grads);
    CHECK_CLOSE(wanted, all.grad_x[1], exact());
  }
}

TEST_CASE("linear: the layer owns its parameters by name") {
  const std::vector<Shape> inputs = {{2, 3, 2, 2}, {2, 5, 1, 1}};
  Linear layer("fc6a", inputs, 6, Device::cpu());
  REQUIRE(layer.parameters().size() == 2);
  const Parameter &weight = layer.parameters()[0], &bias = layer.parameters()[1];
  CHECK(weight.name == "fc6a.weight");
  CHECK(weight.value.shape() == Shape::matrix(6, 17));
  CHECK((weight.rank == 2 && !weight.is_bias));
  CHECK(bias.name == "fc6a.bias");
  CHECK(bias.value.shape() == Shape::vector(6));
  CHECK((bias.rank == 1 && bias.is_bias));
}

TEST_CASE("linear: the fast rung refuses what its 32-bit offsets cannot reach") {
  const cpu::LinearRung& fast = cpu::linear_rungs().back();
  const auto supports = [&](Shape x, Shape weight) {
    return fast.supports(std::vector<Shape>{x}, weight);
  };
  CHECK(supports({128, 256, 6, 6}, Shape::matrix(4096, 9216)));
  CHECK(!supports({1, 65536, 1, 1}, Shape::matrix(32768, 65536)));  // weight: 2^31
  CHECK(!supports({32768, 65536, 1, 1}, Shape::matrix(1, 65536)));  // x
  CHECK(!supports({65536, 1, 1, 1}, Shape::matrix(32768, 1)));      // y
}

TEST_CASE("linear: PyTorch computes the same") {
  const Golden golden("layers.safetensors");
  for (const auto& [name, inputs] : {std::pair{"linear.one_input", 1}, {"linear.two_inputs", 2}}) {
    INFO(name);
    const auto given = [&, prefix = std::string(name) + "."](const std::string& tensor) {
      return golden(prefix + tensor);
    };
    std::vector<Tensor> x;
    std::vector<ConstTensorView> views;
    for (int i = 0; i < inputs; ++i) x.push_back(given("x" + std::to_string(i)));
    for (const Tensor& input : x) views.push_back(input.view());
    const Tensor weight = given("weight"), bias = given("bias"), grad_y = given("grad_y");
    for (const cpu::LinearRung& rung : cpu::linear_rungs()) {
      INFO(rung.name);
      Output y(grad_y.shape()), grad_weight(weight.shape()), grad_bias(bias.shape());
      rung.forward(views, weight, bias, y);
      CHECK_CLOSE(y, given("y"), sum_of(weight.shape().c));
      rung.backward_weight(views, grad_y, grad_weight, grad_bias);
      CHECK_CLOSE(grad_weight, given("grad_weight"), sum_of(grad_y.shape().n));
      CHECK_CLOSE(grad_bias, given("grad_bias"), sum_of(grad_y.shape().n));
      std::vector<Output> grad_x;
      std::vector<TensorView> grads;
      grad_x.reserve(x.size());
      for (const Tensor& input : x) grads.push_back(grad_x.emplace_back(input.shape()).view());
      rung.backward_input(grad_y, weight, grads);
      for (int i = 0; i < inputs; ++i)
        CHECK_CLOSE(grad_x[i], given("grad_x" + std::to_string(i)), sum_of(weight.shape().n));
    }
  }
}

TEST_CASE("linear: every rung computes bit for bit what naive does, for any number of threads") {
  const auto rungs = cpu::linear_rungs();
  for (const std::vector<LinearCase>& cases : {kSmallLinears, kLargeLinears})
    for (const LinearCase& c : cases) {
      INFO(c.why);
      const LinearProblem problem(c);
      Result expected(problem, rungs[0]);
      for (const cpu::LinearRung& rung : rungs.subspan(1))
        for (int threads : kThreadCounts) {
          INFO(rung.name << " with " << threads << " threads");
          const WithThreads with(threads);
          Result actual(problem, rung);
          check_equal(actual, expected);
        }
    }
}

TEST_CASE("linear: every rung computes bit for bit what naive does, around the edges of tiles") {
  const auto rungs = cpu::linear_rungs();
  std::vector<int> sizes = kAwkwardSizes;
  for (const int tile : {cpu::kTallestTile, cpu::kWidestTile * cpu::kVector})
    for (const int around : {-1, 0, 1}) sizes.push_back(tile + around);
  for (int batch : sizes)
    for (int outputs : sizes) {
      INFO(batch << " images, " << outputs << " outputs");
      const LinearProblem problem({"", {{batch, 17, 1, 1}}, outputs});
      Result expected(problem, rungs[0]);
      for (const cpu::LinearRung& rung : rungs.subspan(1)) {
        INFO(rung.name);
        Result actual(problem, rung);
        check_equal(actual, expected);
      }
    }
}

TEST_CASE("linear: the number of threads changes nothing in naive") {
  const LinearProblem problem({"", {{3, 5, 7, 11}}, 13});
  Result expected(problem, cpu::linear_rungs()[0]);
  for (int threads : kThreadCounts) {
    INFO(threads << " threads");
    const WithThreads with(threads);
    Result actual(problem, cpu::linear_rungs()[0]);
    check_equal(actual, expected);
  }
}
