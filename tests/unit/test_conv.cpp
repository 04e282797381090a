#include "layers/conv/conv.h"

#include "support/compare.h"
#include "support/conv_problems.h"
#include "support/golden.h"
#include "support/tensors.h"
#include "support/threads.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// Does it add the formula's products in the formula's order?
bool is_of_the_formula(const cpu::ConvRung& rung) { return rung.roundings(3).sums == 0; }

std::vector<cpu::ConvRung> formula_rungs() {
  std::vector<cpu::ConvRung> rungs;
  for (const cpu::ConvRung& rung : cpu::conv_rungs())
    if (is_of_the_formula(rung)) rungs.push_back(rung);
  return rungs;
}

void check_equal(ConvResult& actual, ConvResult& expected) {
  CHECK_CLOSE(actual.y, expected.y, exact());
  CHECK_CLOSE(actual.grad_weight, expected.grad_weight, exact());
  CHECK_CLOSE(actual.grad_bias, expected.grad_bias, exact());
  for (std::size_t i = 0; i < expected.grad_x.size(); ++i)
    CHECK_CLOSE(actual.grad_x[i], expected.grad_x[i], exact());
}

/// In each case all rungs of the formula compute the same, whoever shares the work.
void check_formula_rungs(const std::vector<ConvCase>& cases) {
  for (const ConvCase& c : cases) {
    INFO(c.why);
    const ConvProblem problem(c);
    const std::vector<cpu::ConvRung> rungs = formula_rungs();
    ConvResult expected(problem, rungs[0]);
    for (const cpu::ConvRung& rung : std::span(rungs).subspan(1)) {
      REQUIRE(rung.supports(problem.shapes, problem.weight.shape(), problem.y_shape, c.params));
      for (int threads : kThreadCounts) {
        INFO(rung.name << ", " << threads << " threads");
        const WithThreads with(threads);
        ConvResult actual(problem, rung);
        check_equal(actual, expected);
      }
    }
  }
}

}  // namespace

TEST_CASE("conv: windows may hang over the right and bottom border") {
  // The paper's first layer: 224 pixels give 55 windows, not 54.
  CHECK(conv_output_extent(224, 11, {4, 0}) == 55);
  CHECK(conv_output_extent(227, 11, {4, 0}) == 55);
  CHECK(conv_output_extent(27, 5, {1, 2}) == 27);
  CHECK(conv_output_extent(13, 3, {1, 1}) == 13);
  CHECK(conv_output_extent(5, 5, {1, 0}) == 1);
  // Or they stay inside. PyTorch's AlexNet: 224 pixels, 2 of padding on each side.
  CHECK(conv_output_extent(224, 11, {4, 2}) == 56);
  CHECK(conv_output_extent(224, 11, {4, 2, false}) == 55);
  CHECK(conv_output_extent(224, 11, {4, 0, false}) == 54);
  CHECK(conv_output_extent(227, 11, {4, 0, false}) == 55);
}

TEST_CASE("conv: shapes that do not fit are refused with both values") {
  const Shape w = Shape::filters(4, 3, 3, 3);
  const auto shape_of = [&](std::vector<Shape> x) { return conv_output_shape(x, w, {1, 0}); };
  CHECK_ERROR(shape_of({{1, 2, 5, 5}}), "channels == weight.c", "2 and 3");
  CHECK_ERROR(shape_of({{1, 3, 2, 5}}), "x[0].h", "2 and 3");
  CHECK_ERROR(shape_of({{1, 2, 5, 5}, {2, 1, 5, 5}}), "(N=2, C=1, H=5, W=5)");
  CHECK_ERROR(shape_of({}), "needs an input");
  for (const int pad : {50'000, 2'000'000'000})
    CHECK_ERROR(conv_output_shape(std::vector<Shape>{{1, 3, 5, 5}}, w, {1, pad}),
                std::to_string(pad), "too large");
  CHECK_ERROR(conv_output_shape(std::vector<Shape>{{1, 3, 5, 5}}, w, {0, 0}), "p.stride >= 1");
}

TEST_CASE("conv: a case small enough to draw") {
  //  1 2 3        1 0                           1*1 + 5*2 ...
  //  4 5 6   with 0 2  at stride 1 gives  11 14
  //  7 8 9                                20 23
  const Tensor x = tensor_of({1, 1, 3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  const Tensor weight = tensor_of(Shape::filters(1, 1, 2, 2), {1, 0, 0, 2});
  const Tensor bias = tensor_of(Shape::vector(1), {0.5f});
  const std::vector<ConstTensorView> inputs = {x};
  for (const cpu::ConvRung& rung : formula_rungs()) {
    INFO(rung.name);
    Output y({1, 1, 2, 2});
    rung.forward(inputs, weight, bias, y, {1, 0});
    CHECK_CLOSE(y, tensor_of({1, 1, 2, 2}, {11.5f, 14.5f, 20.5f, 23.5f}), exact());
    // At stride 2 the second window of each row hangs over: what lies outside counts as zero.
    Output hanging({1, 1, 2, 2});
    rung.forward(inputs, weight, bias, hanging, {2, 0});
    CHECK_CLOSE(hanging, tensor_of({1, 1, 2, 2}, {11.5f, 3.5f, 7.5f, 9.5f}), exact());
  }
}

TEST_CASE("conv: a filter with a single one moves the image") {
  const Tensor x = random_tensor("x", {2, 1, 6, 7});
  Tensor weight("w", Shape::filters(1, 1, 3, 3));
  weight.view()(0, 0, 0, 2) = 1;  // up and to the right of the middle
  const Tensor bias("b", Shape::vector(1));
  const std::vector<ConstTensorView> inputs = {x};
  Output y(x.shape());
  cpu::conv_forward(inputs, weight, bias, y, {1, 1});
  for (int n = 0; n < 2; ++n)
    for (int h = 0; h < 6; ++h)
      for (int w = 0; w < 7; ++w)
        CHECK(y.view()(n, 0, h, w) == (h > 0 && w < 6 ? x.view()(n, 0, h - 1, w + 1) : 0));
}

TEST_CASE("conv: every rung has its tests") {
  // The formula's are found by the tests below; others need a file like test_winograd.cpp.
  std::vector<std::string> others;
  for (const cpu::ConvRung& rung : cpu::conv_rungs())
    if (!is_of_the_formula(rung)) others.push_back(rung.name);
  CHECK(others == std::vector<std::string>{"winograd"});
  CHECK(formula_rungs().back().name == std::string_view(cpu::kBitExactRung));
}

TEST_CASE("conv: offset_table computes bit for bit what naive does, for any number of threads") {
  check_formula_rungs(kSmallConvs);
}

TEST_CASE("conv, large: offset_table computes bit for bit what naive does") {
  check_formula_rungs(kLargeConvs);
  check_formula_rungs(kWholeConvs);
}

TEST_CASE("conv: the number of threads changes nothing in naive") {
  const ConvProblem problem({"", 3, {2, 3}, 11, 9, 7, 3, {2, 1}});
  ConvResult expected(problem, cpu::conv_rungs()[0]);
  for (int threads : kThreadCounts) {
    INFO(threads << " threads");
    const WithThreads with(threads);
    ConvResult actual(problem, cpu::conv_rungs()[0]);
    check_equal(actual, expected);
  }
}

TEST_CASE("conv: PyTorch computes the same") {
  const Golden golden("layers.safetensors");
  struct {
    std::string name;
    int inputs;
    ConvParams params;
  } const list[] = {{"conv.same_size", 1, {1, 1}},
                    {"conv.overhang_by_two", 1, {3, 2}},
                    {"conv.two_inputs", 2, {2, 1}},
                    {"conv.first_layer", 1, {4, 0}}};
  for (const auto& [name, inputs, params] : list) {
    INFO(name);
    std::vector<Tensor> x;
    std::vector<ConstTensorView> views;
    for (int i = 0; i < inputs; ++i) x.push_back(golden(name + ".x" + std::to_string(i)));
    for (const Tensor& input : x) views.push_back(input.view());
    const Tensor weight = golden(name + ".weight"), bias = golden(name + ".bias");
    const Tensor grad_y = golden(name + ".grad_y");
    const Shape w = weight.shape(), ys = grad_y.shape();
    for (const cpu::ConvRung& rung : formula_rungs()) {
      INFO(rung.name);
      Output y(ys), grad_weight(w), grad_bias(bias.shape());
      rung.forward(views, weight, bias, y, params);
      CHECK_CLOSE(y, golden(name + ".y"), sum_of(double(w.image_size())));
      rung.backward_weight(views, grad_y, grad_weight, grad_bias, params);
      const Tolerance sum_over_pixels = sum_of(double(ys.n * ys.map_size()));
      CHECK_CLOSE(grad_weight, golden(name + ".grad_weight"), sum_over_pixels);
      CHECK_CLOSE(grad_bias, golden(name + ".grad_bias"), sum_over_pixels);
      std::vector<Output> grad_x;
      std::vector<TensorView> grads;
      grad_x.reserve(x.size());
      for (const Tensor& input : x) grads.push_back(grad_x.emplace_back(input.shape()).view());
      rung.backward_input(grad_y, weight, grads, params);
      for (int i = 0; i < inputs; ++i)
        CHECK_CLOSE(grad_x[i], golden(name + ".grad_x" + std::to_string(i)),
                    sum_of(double(w.n * w.map_size())));
    }
  }
}

TEST_CASE("conv: two inputs are one input whose channels are put together") {
  const ConvProblem two({"", 2, {3, 5}, 9, 8, 13, 3, {1, 1}});
  Tensor joined("joined", {2, 8, 9, 8});
  for (int n = 0; n < 2; ++n)
    for (int c = 0; c < 8; ++c)
      for (int i = 0; i < 72; ++i)
        (&joined.view()(n, c, 0, 0))[i] =
            c < 3 ? (&two.views[0](n, c, 0, 0))[i] : (&two.views[1](n, c - 3, 0, 0))[i];
  const std::vector<ConstTensorView> one = {joined};
  Output y_two(two.y_shape), y_one(two.y_shape);
  cpu::conv_forward(two.views, two.weight, two.bias, y_two, two.params);
  cpu::conv_forward(one, two.weight, two.bias, y_one, two.params);
  CHECK_CLOSE(y_two, y_one, exact());
}

TEST_CASE("conv: a gradient that nobody needs is not computed") {
  const ConvProblem p({"", 1, {2, 3}, 5, 5, 4, 3, {1, 1}});
  for (const cpu::ConvRung& rung : formula_rungs()) {
    INFO(rung.name);
    ConvResult all(p, rung);
    Output wanted(p.x[1].shape());
    const std::vector<TensorView> grads = {{nullptr, p.x[0].shape(), Device::cpu()}, wanted.view()};
    rung.backward_input(p.grad_y, p.weight, grads, p.params);
    CHECK_CLOSE(wanted, all.grad_x[1], exact());
  }
}

TEST_CASE("conv: tensors that do not fit are refused with both shapes") {
  const ConvProblem p({"", 2, {3}, 5, 5, 4, 3, {1, 1}});
  Output y(p.y_shape), too_large({2, 4, 6, 5}), grad_weight(p.weight.shape());
  CHECK_ERROR(cpu::conv_forward(p.views, p.weight, p.bias, too_large, p.params),
              "(N=2, C=4, H=6, W=5)", "(N=2, C=4, H=5, W=5)");
  CHECK_ERROR(cpu::conv_forward(p.views, p.weight, Tensor("b", Shape::vector(3)), y, p.params),
              "bias.shape", "(N=3, C=1, H=1, W=1) and (N=4, C=1, H=1, W=1)");
  CHECK_ERROR(cpu::conv_backward_weight(p.views, p.grad_y, grad_weight, y, p.params),
              "grad_bias.shape", "(N=2, C=4, H=5, W=5) and (N=4, C=1, H=1, W=1)");
}

TEST_CASE("conv: the layer owns its parameters by name") {
  // conv1 of one tower.
  const std::vector<Shape> inputs = {{1, 3, 224, 224}};
  Conv layer("conv1a", inputs, 48, 11, {4, 0}, Device::cpu());
  REQUIRE(layer.parameters().size() == 2);
  const Parameter &weight = layer.parameters()[0], &bias = layer.parameters()[1];
  CHECK(weight.name == "conv1a.weight");
  CHECK(weight.value.shape() == Shape::filters(48, 3, 11, 11));
  CHECK((weight.rank == 4 && !weight.is_bias));
  CHECK(bias.name == "conv1a.bias");
  CHECK(bias.value.shape() == Shape::vector(48));
  CHECK((bias.rank == 1 && bias.is_bias));
}

TEST_CASE("conv: the fast rung refuses what its 32-bit offsets cannot reach") {
  const cpu::ConvRung fast = formula_rungs().back();
  const auto supports = [&](Shape x, Shape weight, ConvParams params) {
    const std::vector<Shape> inputs = {x};
    return fast.supports(inputs, weight, conv_output_shape(inputs, weight, params), params);
  };
  CHECK(supports({128, 3, 224, 224}, Shape::filters(96, 3, 11, 11), {4, 0}));
  CHECK(!supports({32768, 65536, 1, 1}, Shape::filters(1, 65536, 1, 1), {1, 0}));  // x: 2^31
  CHECK(!supports({1, 65536, 1, 1}, Shape::filters(32768, 65536, 1, 1), {1, 0}));  // weight
  CHECK(!supports({1024, 1, 1024, 1024}, Shape::filters(2, 1, 1, 1), {1, 0}));     // y
  CHECK(!supports({1024, 1, 1, 1}, Shape::filters(1, 1, 1, 1), {1, 800}));  // x with its border
  CHECK(!supports({1024, 1, 800, 800}, Shape::filters(1, 1, 800, 800), {1, 0}));  // y with its
}
