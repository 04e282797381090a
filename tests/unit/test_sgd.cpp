#include "train/sgd.h"

#include "support/compare.h"
#include "support/tensors.h"

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

TEST_CASE("sgd: shapes that do not fit are refused") {
  Tensor w("w", Shape::vector(3)), v("v", Shape::vector(3)), g("g", Shape::vector(4));
  CHECK_ERROR(cpu::sgd_update(w, v, g, 1, 0, 0), "grad.shape == w.shape");
}
