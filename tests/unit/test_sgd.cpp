#include "train/sgd.h"

#include "layers/elementwise.h"
#include "support/compare.h"
#include "support/tensors.h"
#include "support/threads.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

Parameter parameter(float value, float grad, bool is_bias) {
  Parameter p{is_bias ? "bias" : "weight",         1,  tensor_of(Shape::vector(1), {value}),
              tensor_of(Shape::vector(1), {grad}), {}, is_bias};
  return p;
}

float value(const Parameter& p) { return p.value.data()[0]; }

}  // namespace

TEST_CASE("sgd: two steps worked out by hand from the paper's rule") {
  Parameter w = parameter(2, 3, false);
  const SgdParams sgd{
      .learning_rate = 0.1f, .momentum = 0.5f, .weight_decay = 0.01f, .bias_lr_multiplier = 1};
  sgd_step(w, sgd);  // v = 0 - 0.01 * 0.1 * 2 - 0.1 * 3 = -0.302
  CHECK(value(w) == 2 + (-0.01f * 0.1f * 2 - 0.1f * 3));
  sgd_step(w, sgd);  // v = 0.5 * -0.302 - 0.01 * 0.1 * 1.698 - 0.3 = -0.452698
  CHECK(std::abs(value(w) - (1.698 - 0.452698)) < 1e-6);
}

TEST_CASE("sgd: biases do not decay and have a rate of their own") {
  Parameter b = parameter(2, 3, true);
  sgd_step(b,
           {.learning_rate = 0.1f, .momentum = 0, .weight_decay = 0.5f, .bias_lr_multiplier = 2});
  CHECK(std::abs(value(b) - (2 - 0.2 * 3)) < 1e-6);
}

TEST_CASE("sgd: at rate zero nothing decays either, as in the 2012 code") {
  Parameter w = parameter(2, 3, false);
  sgd_step(w, {.learning_rate = 0});
  CHECK(value(w) == 2);
}

TEST_CASE("sgd: every weight takes its own step, whoever shares the work") {
  constexpr float kRate = 0.1f, kMomentum = 0.9f, kDecay = 0.01f;
  const Shape shape = Shape::vector(3 * int(cpu::kElementwiseGrain) + 5);
  const Tensor w = random_tensor("w", shape), v = random_tensor("v", shape);
  const Tensor grad = random_tensor("grad", shape);
  for (const int threads : kThreadCounts) {
    INFO(threads << " threads");
    const WithThreads with(threads);
    Tensor new_w = w.to(Device::cpu()), new_v = v.to(Device::cpu());
    cpu::sgd_update(new_w, new_v, grad, kRate, kMomentum, kDecay);
    double worst = 0;
    for (int i = 0; i < int(shape.size()); ++i) {
      const double step = double(kMomentum) * v.data()[i] - double(kDecay) * kRate * w.data()[i] -
                          double(kRate) * grad.data()[i];
      worst = std::max({worst, std::abs(new_v.data()[i] - step),
                        std::abs(new_w.data()[i] - (w.data()[i] + step))});
    }
    CHECK(worst <= 4 * 0x1p-22);  // four roundings of numbers below 8
  }
}

TEST_CASE("sgd: shapes that do not fit are refused") {
  Tensor w("w", Shape::vector(3)), v("v", Shape::vector(3)), g("g", Shape::vector(4));
  CHECK_ERROR(cpu::sgd_update(w, v, g, 1, 0, 0), "grad.shape == w.shape");
}
