#include "layers/lrn_within_channel/lrn_within_channel.h"

#include <cmath>

#include "support/compare.h"
#include "support/golden.h"
#include "support/lrn_within_channel_cases.h"
#include "support/tensors.h"
#include "support/threads.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// A power, a product, and sums over the window with two roundings for each pixel.
Tolerance power_and_sum(const LrnWithinChannelParams& p) { return sum_of(4 + 2 * p.size * p.size); }

/// The formulas in double, written without a thought for speed.
struct Formula {
  Formula(ConstTensorView x, ConstTensorView grad_y, const LrnWithinChannelParams& p)
      : y("y", x.shape), grad_x("grad_x", x.shape) {
    const Shape& s = x.shape;
    const auto over_window = [&](int n, int c, int h, int w, auto value) {
      double sum = 0;
      for (int i = h - p.size / 2; i <= h + p.size / 2; ++i)
        for (int j = w - p.size / 2; j <= w + p.size / 2; ++j)
          if (i >= 0 && i < s.h && j >= 0 && j < s.w) sum += value(n, c, i, j);
      return sum;
    };
    const auto d = [&](int n, int c, int h, int w) {
      return p.k + p.alpha * over_window(n, c, h, w, [&](int, int, int i, int j) {
                     return double(x(n, c, i, j)) * x(n, c, i, j);
                   });
    };
    const auto each = [&](auto body) {
      for (int n = 0; n < s.n; ++n)
        for (int c = 0; c < s.c; ++c)
          for (int h = 0; h < s.h; ++h)
            for (int w = 0; w < s.w; ++w) body(n, c, h, w);
    };
    std::vector<double> ratio(std::size_t(s.size()));
    each([&](int n, int c, int h, int w) {
      const double value = x(n, c, h, w) / std::pow(d(n, c, h, w), double(p.beta));
      y.view()(n, c, h, w) = Real(value);
      ratio[s.offset(n, c, h, w)] = grad_y(n, c, h, w) * value / d(n, c, h, w);
    });
    each([&](int n, int c, int h, int w) {
      const double sum = over_window(
          n, c, h, w, [&](int in, int ic, int i, int j) { return ratio[s.offset(in, ic, i, j)]; });
      grad_x.view()(n, c, h, w) =
          Real(grad_y(n, c, h, w) / std::pow(d(n, c, h, w), double(p.beta)) -
               2.0 * p.alpha * p.beta * x(n, c, h, w) * sum);
    });
  }
  Tensor y, grad_x;
};

}  // namespace

TEST_CASE("lrn within channel: an even size and tensors that do not fit are refused") {
  const Tensor x("x", {1, 2, 3, 4}), longer("longer", {1, 2, 3, 5});
  Output y(x.shape()), long_y(longer.shape());
  const auto backward = cpu::lrn_within_channel_backward;
  CHECK_ERROR(cpu::lrn_within_channel_forward(x, y, {.size = 4}), "odd size", "found 4");
  CHECK_ERROR(backward(x, x, x, y, {.size = 0}), "odd size", "found 0");
  CHECK_ERROR(cpu::lrn_within_channel_forward(x, long_y, kStrongWithinChannel),
              "(N=1, C=2, H=3, W=5)", "(N=1, C=2, H=3, W=4)");
  CHECK_ERROR(backward(x, longer, x, y, kStrongWithinChannel), "y.shape", "(N=1, C=2, H=3, W=5)");
  CHECK_ERROR(backward(x, x, longer, y, kStrongWithinChannel), "grad_y.shape",
              "(N=1, C=2, H=3, W=5)");
  CHECK_ERROR(backward(x, x, x, long_y, kStrongWithinChannel), "grad_x.shape",
              "(N=1, C=2, H=3, W=5)");
}

TEST_CASE("lrn within channel: a case small enough to draw") {
  // Ones, windows of 3 x 3, k = 1, alpha = 5, beta = 1/2: corners see 4 pixels, edges 6, the middle
  // 9, so d is 21, 31 and 46 - and in two maps of a single pixel each, which do not meet, 6.
  Tensor x("x", {1, 1, 3, 3}), expected("expected", x.shape());
  fill(x, 1);
  const int d[9] = {21, 31, 21, 31, 46, 31, 21, 31, 21};
  for (int i = 0; i < 9; ++i) expected.data()[i] = Real(1 / std::sqrt(d[i]));
  const LrnWithinChannelParams params{.size = 3, .k = 1, .alpha = 5, .beta = Real(0.5)};
  Output y(x.shape());
  cpu::lrn_within_channel_forward(x, y, params);
  CHECK_CLOSE(y, expected, power_and_sum(params));

  const Tensor pair = tensor_of({1, 2, 1, 1}, {1, 1});
  Output y_pair(pair.shape());
  cpu::lrn_within_channel_forward(pair, y_pair, params);
  const Real root = Real(1 / std::sqrt(6.0));
  CHECK_CLOSE(y_pair, tensor_of({1, 2, 1, 1}, {root, root}), power_and_sum(params));
}

TEST_CASE("lrn within channel: without alpha it is a division by k^beta, forward and backward") {
  const LrnWithinChannelParams params{.size = 5, .k = 2, .alpha = 0};
  const Tensor x = random_tensor("x", {2, 3, 5, 7}), grad_y = random_tensor("grad_y", x.shape());
  Tensor expected_y("y", x.shape()), expected_grad_x("grad_x", x.shape());
  const double divisor = std::pow(2, 0.75);
  for (std::int64_t i = 0; i < x.shape().size(); ++i) {
    expected_y.data()[i] = Real(x.data()[i] / divisor);
    expected_grad_x.data()[i] = Real(grad_y.data()[i] / divisor);
  }
  Output y(x.shape()), grad_x(x.shape());
  cpu::lrn_within_channel_forward(x, y, params);
  CHECK_CLOSE(y, expected_y, sum_of(4));
  cpu::lrn_within_channel_backward(x, y, grad_y, grad_x, params);
  CHECK_CLOSE(grad_x, expected_grad_x, sum_of(4));
}

TEST_CASE("lrn within channel: PyTorch computes the same") {
  const Golden golden("layers.safetensors");
  const std::pair<std::string, LrnWithinChannelParams> list[] = {
      {"lrn_within_channel.release2012", kReleaseWithinChannel},
      {"lrn_within_channel.strong", kStrongWithinChannel}};
  for (const auto& [name, params] : list) {
    INFO(name);
    const Tensor x = golden(name + ".x");
    Output y(x.shape()), grad_x(x.shape());
    cpu::lrn_within_channel_forward(x, y, params);
    CHECK_CLOSE(y, golden(name + ".y"), power_and_sum(params));
    cpu::lrn_within_channel_backward(x, y, golden(name + ".grad_y"), grad_x, params);
    CHECK_CLOSE(grad_x, golden(name + ".grad_x"), power_and_sum(params));
  }
}

TEST_CASE("lrn within channel: the formula holds for every shape and any number of threads") {
  for (const LrnWithinChannelCase& c : kLrnsWithinChannel) {
    INFO(c.why);
    const Tensor x = random_tensor("x", c.x), grad_y = random_tensor("grad_y", c.x);
    const Formula expected(x, grad_y, c.params);
    Output y_before(c.x), grad_x_before(c.x);
    cpu::lrn_within_channel_forward(x, y_before, c.params);
    cpu::lrn_within_channel_backward(x, y_before, grad_y, grad_x_before, c.params);
    CHECK_CLOSE(y_before, expected.y, power_and_sum(c.params));
    CHECK_CLOSE(grad_x_before, expected.grad_x, power_and_sum(c.params));
    for (int threads : kThreadCounts) {
      INFO(threads << " threads");
      const WithThreads with(threads);
      Output y(c.x), grad_x(c.x);
      cpu::lrn_within_channel_forward(x, y, c.params);
      cpu::lrn_within_channel_backward(x, y, grad_y, grad_x, c.params);
      CHECK_CLOSE(y, y_before, exact());
      CHECK_CLOSE(grad_x, grad_x_before, exact());
    }
  }
}
