#include "layers/lrn/lrn.h"

#include <algorithm>
#include <cmath>

#include "layers/roundings.h"
#include "support/compare.h"
#include "support/golden.h"
#include "support/lrn_cases.h"
#include "support/tensors.h"
#include "support/threads.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

const Tolerance kPowerOrProducts = sum_of(lrn_roundings());
Tolerance power_or_products_and_sum(const LrnParams& p) {
  return sum_of(lrn_gradient_roundings(p));
}

}  // namespace

TEST_CASE("lrn: an even size and tensors that do not fit are refused") {
  const Tensor x("x", {1, 2, 3, 4}), longer("longer", {1, 2, 3, 5});
  Output y(x.shape()), long_y(longer.shape());
  CHECK_ERROR(cpu::lrn_forward(x, y, {.size = 4}), "odd size", "found 4");
  CHECK_ERROR(cpu::lrn_backward(x, x, x, y, {.size = 0}), "odd size", "found 0");
  CHECK_ERROR(cpu::lrn_forward(x, y, {.size = -3}), "odd size", "found -3");
  CHECK_ERROR(cpu::lrn_forward(x, long_y, kPaperLrn), "(N=1, C=2, H=3, W=5)",
              "(N=1, C=2, H=3, W=4)");
  CHECK_ERROR(cpu::lrn_backward(x, longer, x, y, kPaperLrn), "y.shape", "(N=1, C=2, H=3, W=5)");
  CHECK_ERROR(cpu::lrn_backward(x, x, longer, y, kPaperLrn), "grad_y.shape",
              "(N=1, C=2, H=3, W=5)");
  CHECK_ERROR(cpu::lrn_backward(x, x, x, long_y, kPaperLrn), "grad_x.shape",
              "(N=1, C=2, H=3, W=5)");
}

TEST_CASE("lrn: a case small enough to draw") {
  // Three maps of two pixels, each map within the others' windows. With k = 1 and alpha = 5
  //   left pixel   1 1 1   d = 1 + 5 * 3  = 16    d^(3/4) = 8
  //   right pixel  7 1 1   d = 1 + 5 * 51 = 256   d^(3/4) = 64
  const Tensor x = tensor_of({1, 3, 1, 2}, {1, 7, 1, 1, 1, 1});
  const Real left = 1 / Real(8), right = 1 / Real(64);
  const Tensor expected = tensor_of({1, 3, 1, 2}, {left, 7 * right, left, right, left, right});
  for (const cpu::LrnRung& rung : cpu::lrn_rungs()) {
    INFO(rung.name);
    Output y(x.shape());
    rung.forward(x, y, {.size = 5, .k = 1, .alpha = 5});
    CHECK_CLOSE(y, expected, kPowerOrProducts);
  }
}

TEST_CASE("lrn: maps at the edge have fewer neighbours") {
  // Ones everywhere: d counts the maps in the window.
  const int neighbours[7] = {3, 4, 5, 5, 5, 4, 3};
  Tensor x("x", {1, 7, 2, 3}), expected("expected", x.shape());
  fill(x, 1);
  for (int i = 0; i < 42; ++i)
    expected.data()[i] = Real(std::pow(2 + 0.25 * neighbours[i / 6], -0.75));
  for (const cpu::LrnRung& rung : cpu::lrn_rungs()) {
    INFO(rung.name);
    Output y(x.shape());
    rung.forward(x, y, {.size = 5, .k = 2, .alpha = Real(0.25)});
    CHECK_CLOSE(y, expected, kPowerOrProducts);
  }
}

TEST_CASE("lrn: without alpha it is a division by k^beta, forward and backward") {
  const LrnParams params{.size = 5, .k = 2, .alpha = 0};
  const Tensor x = random_tensor("x", {2, 6, 5, 7}), grad_y = random_tensor("grad_y", x.shape());
  Tensor expected_y("y", x.shape()), expected_grad_x("grad_x", x.shape());
  const double divisor = std::pow(2, 0.75);
  for (std::int64_t i = 0; i < x.shape().size(); ++i) {
    expected_y.data()[i] = Real(x.data()[i] / divisor);
    expected_grad_x.data()[i] = Real(grad_y.data()[i] / divisor);
  }
  for (const cpu::LrnRung& rung : cpu::lrn_rungs()) {
    INFO(rung.name);
    Output y(x.shape()), grad_x(x.shape());
    rung.forward(x, y, params);
    CHECK_CLOSE(y, expected_y, kPowerOrProducts);
    rung.backward(x, y, grad_y, grad_x, params);
    CHECK_CLOSE(grad_x, expected_grad_x, kPowerOrProducts);
  }
}

TEST_CASE("lrn: a map reaches as far as half the window and no farther") {
  const LrnParams params = strong_lrn();
  const Tensor x = random_tensor("x", {1, 9, 3, 4});
  Tensor changed = x.to(Device::cpu());
  for (int i = 0; i < 12; ++i) (&changed.view()(0, 4, 0, 0))[i] += 1;
  for (const cpu::LrnRung& rung : cpu::lrn_rungs()) {
    INFO(rung.name);
    Output y(x.shape()), y_changed(x.shape());
    rung.forward(x, y, params);
    rung.forward(changed, y_changed, params);
    for (int c = 0; c < 9; ++c) {
      INFO("map " << c);
      const bool same = std::equal(&y.view()(0, c, 0, 0), &y.view()(0, c, 0, 0) + 12,
                                   &y_changed.view()(0, c, 0, 0));
      CHECK(same == (c < 2 || c > 6));
    }
  }
}

TEST_CASE("lrn: the fast rung takes only the power that it can make, of a sum above 0") {
  const cpu::LrnRung& fast = cpu::lrn_rungs().back();
  CHECK(fast.supports(kPaperLrn));
  CHECK(!fast.supports({.beta = Real(0.5)}));
  CHECK(!fast.supports({.k = 0}));
  CHECK(!fast.supports({.alpha = Real(-1e-4)}));
  // The op finds a rung for every power.
  const Tensor x = tensor_of({1, 1, 1, 1}, {4});
  Output y(x.shape());
  cpu::lrn_forward(x, y, {.size = 1, .k = 9, .alpha = 1, .beta = Real(0.5)});  // 4 / sqrt(25)
  CHECK_CLOSE(y, tensor_of({1, 1, 1, 1}, {Real(0.8)}), kPowerOrProducts);
}

TEST_CASE("lrn: PyTorch computes the same") {
  const Golden golden("layers.safetensors");
  const std::pair<std::string, LrnParams> list[] = {
      {"lrn.paper", kPaperLrn},
      {"lrn.strong", {.size = 3, .k = 1, .alpha = Real(0.5)}},
      {"lrn.other_power", {.size = 7, .k = Real(1.5), .alpha = Real(0.1), .beta = Real(0.5)}},
  };
  for (const auto& [name, params] : list)
    for (const cpu::LrnRung& rung : cpu::lrn_rungs()) {
      if (!rung.supports(params)) continue;
      INFO(name << ", " << rung.name);
      const Tensor x = golden(name + ".x");
      Output y(x.shape()), grad_x(x.shape());
      rung.forward(x, y, params);
      CHECK_CLOSE(y, golden(name + ".y"), power_or_products_and_sum(params));
      rung.backward(x, y, golden(name + ".grad_y"), grad_x, params);
      CHECK_CLOSE(grad_x, golden(name + ".grad_x"), power_or_products_and_sum(params));
    }
}

TEST_CASE("lrn: every rung computes what naive does, and the number of threads changes nothing") {
  const auto rungs = cpu::lrn_rungs();
  for (const std::vector<LrnCase>& cases : {kSmallLrns, kAlexNetLrns})
    for (const LrnCase& c : cases) {
      INFO(c.why);
      const Tensor x = random_tensor("x", c.x), grad_y = random_tensor("grad_y", c.x);
      Output expected_y(c.x), expected_grad_x(c.x);
      rungs[0].forward(x, expected_y, c.params);
      rungs[0].backward(x, expected_y, grad_y, expected_grad_x, c.params);
      for (const cpu::LrnRung& rung : rungs) {
        if (!rung.supports(c.params)) continue;
        INFO(rung.name);
        Output y_before(c.x), grad_x_before(c.x);
        rung.forward(x, y_before, c.params);
        rung.backward(x, y_before, grad_y, grad_x_before, c.params);
        CHECK_CLOSE(y_before, expected_y, kPowerOrProducts);
        CHECK_CLOSE(grad_x_before, expected_grad_x, power_or_products_and_sum(c.params));
        for (int threads : kThreadCounts) {
          INFO(threads << " threads");
          const WithThreads with(threads);
          Output y(c.x), grad_x(c.x);
          rung.forward(x, y, c.params);
          rung.backward(x, y_before, grad_y, grad_x, c.params);
          CHECK_CLOSE(y, y_before, exact());
          CHECK_CLOSE(grad_x, grad_x_before, exact());
        }
      }
    }
}
