#include <cmath>
#include <optional>

#include "layers/conv/conv.h"
#include "layers/conv/winograd/transforms.h"
#include "support/compare.h"
#include "support/conv_problems.h"
#include "support/threads.h"

using namespace alexnet;
using namespace alexnet::test;
namespace winograd = alexnet::cpu::winograd;

namespace {

/// Gaussian numbers give sums of about ten on the way, each rounded by 2^-24 of itself, and there
/// are a dozen roundings. A wrong coefficient is off by tenths.
constexpr double kRoundings = 1e-5;

template <int Count>
winograd::Line<Real, Count> random_line(const std::string& name) {
  const Tensor numbers = random_tensor(name, Shape::vector(Count));
  winograd::Line<Real, Count> line;
  for (int i = 0; i < Count; ++i) line[i] = numbers.data()[i];
  return line;
}

/// The formula in one dimension.
template <int Taps>
void check_line() {
  constexpr int kOutputs = winograd::kPoints + 1 - Taps;
  const auto x = random_line<winograd::kPoints>("x");
  const auto g = random_line<Taps>("g");
  const auto at_x = winograd::transform_input(x), at_g = winograd::transform_filter<Taps>(g);
  winograd::Line<Real, winograd::kPoints> products;
  for (int i = 0; i < winograd::kPoints; ++i) products[i] = at_x[i] * at_g[i];
  const auto y = winograd::transform_output<kOutputs>(products);
  for (int o = 0; o < kOutputs; ++o) {
    double expected = 0;
    for (int t = 0; t < Taps; ++t) expected += double(g[t]) * double(x[o + t]);
    INFO(Taps << " taps, output " << o);
    CHECK(std::abs(y[o] - expected) < kRoundings);
  }
}

/// Problems that the rung supports. Tiles are 4 x 4 outputs, vectors 16 numbers or 8, groups 128
/// tiles.
const std::vector<ConvCase> kCases = {
    {"one tile", 1, {16}, 4, 4, 16, 3, {1, 1}},
    {"one tile of 5 x 5 filters", 2, {16}, 6, 6, 16, 5, {1, 0}},
    {"one row and column more than tiles", 2, {16}, 5, 9, 16, 3, {1, 1}},
    {"no padding", 1, {16}, 7, 11, 16, 3, {1, 0}},
    {"as much padding as there may be", 1, {16}, 2, 6, 16, 3, {1, 2}},
    {"as much padding as there may be, 5 x 5", 1, {16}, 2, 3, 16, 5, {1, 4}},
    {"channels and filters: a vector and one", 2, {17}, 6, 7, 33, 3, {1, 1}},
    {"two inputs that share a vector", 2, {9, 14}, 9, 8, 19, 3, {1, 1}},
    {"three inputs, 5 x 5", 1, {1, 20, 2}, 6, 5, 24, 5, {1, 2}},
    {"filters: a panel and one", 1, {16}, 6, 6, 65, 3, {1, 1}},
    {"more images than a group has tiles", 131, {16}, 4, 4, 16, 3, {1, 1}},
    {"more tiles than a group has, in one image", 3, {16}, 51, 47, 16, 3, {1, 1}},
    {"AlexNet's conv2, one image", 1, {48}, 27, 27, 128, 5, {1, 2}},
    {"AlexNet's conv3, both towers", 2, {128, 128}, 13, 13, 192, 3, {1, 1}},
    {"AlexNet's conv5, an odd batch", 9, {192}, 13, 13, 128, 3, {1, 1}},
};

const cpu::ConvRung& rung(std::string_view name) {
  for (const cpu::ConvRung& each : cpu::conv_rungs())
    if (each.name == name) return each;
  throw std::logic_error("no such rung");
}

}  // namespace

TEST_CASE("winograd: six products give what the formula gives, along a line") {
  check_line<2>();
  check_line<3>();
  check_line<4>();
  check_line<5>();
}

TEST_CASE("winograd: in two dimensions rows, then columns") {
  winograd::Matrix<Real, 6> x;
  for (int i = 0; i < 6; ++i) x[i] = random_line<6>("x" + std::to_string(i));
  winograd::Matrix<Real, 3> g = {};
  g[0][2] = 2;  // twice the pixel in the upper right corner of the window
  const auto at_x = winograd::both_axes<6>(
      x, [](const winograd::Line<Real, 6>& line) { return winograd::transform_input(line); });
  const auto at_g = winograd::both_axes<6>(
      g, [](const winograd::Line<Real, 3>& line) { return winograd::transform_filter<3>(line); });
  winograd::Matrix<Real, 6> products;
  for (int i = 0; i < 6; ++i)
    for (int j = 0; j < 6; ++j) products[i][j] = at_x[i][j] * at_g[i][j];
  const auto y = winograd::both_axes<4>(products, [](const winograd::Line<Real, 6>& line) {
    return winograd::transform_output<4>(line);
  });
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 4; ++j) CHECK(std::abs(y[i][j] - 2 * x[i][j + 2]) < 2 * kRoundings);
}

TEST_CASE("winograd: the formula's numbers within its roundings, forward and backward") {
  for (const ConvCase& c : kCases) {
    INFO(c.why);
    const ConvProblem p(c);
    const cpu::ConvRung &fast = rung("winograd"), &formula = rung(cpu::kBitExactRung);
    REQUIRE(fast.supports(p.shapes, p.weight.shape(), p.y_shape, p.params));
    ConvResult actual(p, fast), expected(p, formula);
    const Shape w = p.weight.shape(), y = p.y_shape;
    const cpu::ConvRoundings roundings = fast.roundings(w.h);
    const auto allowed = [](double rounding, double terms) {
      return Tolerance{rounding * sum_of(terms).in_rms};
    };
    CHECK_CLOSE(actual.y, expected.y, allowed(roundings.sums, double(w.image_size())));
    // A partly empty tile rounds as much as a full one.
    const int outputs = winograd::kPoints + 1 - w.h;
    const auto whole_tiles = [&](int extent) { return ceil_div(extent, outputs) * outputs; };
    CHECK_CLOSE(
        actual.grad_weight, expected.grad_weight,
        allowed(roundings.weight_gradient, double(y.n) * whole_tiles(y.h) * whole_tiles(y.w)));
    CHECK_CLOSE(actual.grad_bias, expected.grad_bias, exact());
    for (std::size_t i = 0; i < expected.grad_x.size(); ++i)
      CHECK_CLOSE(actual.grad_x[i], expected.grad_x[i],
                  allowed(roundings.sums, double(w.n * w.map_size())));
  }
}

TEST_CASE("winograd: the same bits for any number of threads") {
  for (const ConvCase& c : kCases) {
    INFO(c.why);
    const ConvProblem p(c);
    std::optional<ConvResult> first;
    for (const int threads : kThreadCounts) {
      INFO(threads << " threads");
      const WithThreads with(threads);
      ConvResult now(p, rung("winograd"));
      if (!first) first.emplace(p, rung("winograd"));
      CHECK_CLOSE(now.y, first->y, exact());
      CHECK_CLOSE(now.grad_weight, first->grad_weight, exact());
      for (std::size_t i = 0; i < now.grad_x.size(); ++i)
        CHECK_CLOSE(now.grad_x[i], first->grad_x[i], exact());
    }
  }
}

TEST_CASE("winograd: a picture's numbers do not depend on the batch that it is in") {
  const ConvProblem p({"", 40, {16}, 9, 9, 16, 3, {1, 1}});
  Output whole(p.y_shape);
  rung("winograd").forward(p.views, p.weight, p.bias, whole, p.params);
  for (const int n : {0, 13, 39}) {
    const std::vector<ConstTensorView> one = {p.views[0].images(n, 1)};
    Output alone(p.y_shape.with_batch(1));
    rung("winograd").forward(one, p.weight, p.bias, alone, p.params);
    CHECK_CLOSE(alone, whole.view().images(n, 1), exact());
  }
}

TEST_CASE("winograd: what it does not take, another rung does") {
  const auto supports = [](Shape x, Shape weight, ConvParams params) {
    const std::vector<Shape> inputs = {x};
    return rung("winograd")
        .supports(inputs, weight, conv_output_shape(inputs, weight, params), params);
  };
  CHECK(supports({32, 48, 27, 27}, Shape::filters(128, 48, 5, 5), {1, 2}));
  CHECK(!supports({32, 48, 27, 27}, Shape::filters(128, 48, 5, 5), {2, 2}));
  CHECK(!supports({32, 48, 27, 27}, Shape::filters(128, 48, 7, 7), {1, 3}));
  CHECK(!supports({32, 48, 27, 27}, Shape::filters(128, 48, 3, 5), {1, 2}));
  CHECK(!supports({32, 48, 27, 27}, Shape::filters(128, 48, 3, 3), {1, 3}));
  CHECK(!supports({32, 3, 32, 32}, Shape::filters(32, 3, 5, 5), {1, 2}));
  CHECK(!supports({32, 32, 32, 32}, Shape::filters(8, 32, 5, 5), {1, 2}));
  CHECK(!supports({32, 32, 5, 5}, Shape::filters(32, 32, 5, 5), {1, 0}));        // one output
  CHECK(!supports({1, 16, 16384, 8192}, Shape::filters(16, 16, 3, 3), {1, 1}));  // 2^31 a point
}
