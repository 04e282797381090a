#include "layers/tanh/tanh.h"

#include <cmath>
#include <limits>

#include "layers/elementwise.h"
#include "support/compare.h"
#include "support/golden.h"
#include "support/tensors.h"
#include "support/threads.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

const int kGrain = int(cpu::kElementwiseGrain);  // elements that a thread takes at a time
const std::vector<Shape> kShapes = {
    {1, 1, 1, 1},      {3, 5, 7, 11},         {1, 1, 1, kGrain - 1}, {1, 1, 1, kGrain},
    {3, 1, 1, kGrain}, {1, 1, 1, kGrain + 1}, {5, 64, 12, 12},  // the CIFAR-10 networks of Figure
                                                                // 1, an odd batch
};

/// The C library's tanh is off by at most two units in the last place; then come two products.
const Tolerance kFewRoundings = sum_of(4);

}  // namespace

TEST_CASE("tanh: tensors of different shapes are refused with both") {
  const Tensor x("x", {1, 2, 3, 4}), longer("longer", {1, 2, 3, 5});
  Output y(x.shape()), long_y(longer.shape());
  CHECK_ERROR(cpu::tanh_forward(x, long_y), "(N=1, C=2, H=3, W=5)", "(N=1, C=2, H=3, W=4)");
  CHECK_ERROR(cpu::tanh_backward(x, longer, y), "grad_y.shape", "(N=1, C=2, H=3, W=5)");
  CHECK_ERROR(cpu::tanh_backward(x, x, long_y), "grad_x.shape", "(N=1, C=2, H=3, W=5)");
}

TEST_CASE("tanh: a case small enough to draw") {
  // tanh(log 2) = (2 - 1/2) / (2 + 1/2) = 3/5, where the slope is 1 - 9/25 = 16/25.
  const Shape shape{1, 1, 1, 5};
  const Real log_2 = std::log(Real(2));
  const Tensor x = tensor_of(shape, {-100, -log_2, 0, log_2, 100});
  const Tensor grad_y = tensor_of(shape, {1, 25, 3, 50, 1});
  Output y(shape), grad_x(shape);
  cpu::tanh_forward(x, y);
  CHECK_CLOSE(y, tensor_of(shape, {-1, -0.6f, 0, 0.6f, 1}), kFewRoundings);
  cpu::tanh_backward(y, grad_y, grad_x);
  CHECK_CLOSE(grad_x, tensor_of(shape, {0, 16, 3, 32, 0}), kFewRoundings);
}

TEST_CASE("tanh: it is odd, and no value lies beyond 1 or -1") {
  const Tensor x = random_tensor("x", {3, 5, 7, 11}, 5);
  Tensor minus_x("minus_x", x.shape());
  for (std::int64_t i = 0; i < x.shape().size(); ++i) minus_x.data()[i] = -x.data()[i];
  Output y(x.shape()), of_minus(x.shape());
  cpu::tanh_forward(x, y);
  cpu::tanh_forward(minus_x, of_minus);
  for (Real& value : of_minus.view().values()) value = -value;
  CHECK_CLOSE(of_minus, y, exact());
  for (Real value : y.view().values()) REQUIRE(std::abs(value) <= 1);
}

TEST_CASE("tanh: what is not a number stays so") {
  const Tensor x = tensor_of({1, 1, 1, 1}, {std::numeric_limits<Real>::quiet_NaN()});
  Output y(x.shape());
  cpu::tanh_forward(x, y);
  CHECK(std::isnan(y.view().data[0]));
}

TEST_CASE("tanh: PyTorch computes the same") {
  const Golden golden("layers.safetensors");
  const Tensor x = golden("tanh.some.x");
  Output y(x.shape()), grad_x(x.shape());
  cpu::tanh_forward(x, y);
  CHECK_CLOSE(y, golden("tanh.some.y"), kFewRoundings);
  cpu::tanh_backward(y, golden("tanh.some.grad_y"), grad_x);
  CHECK_CLOSE(grad_x, golden("tanh.some.grad_x"), kFewRoundings);
}

TEST_CASE("tanh: the formula holds for every shape and any number of threads") {
  for (const Shape& shape : kShapes) {
    INFO(to_text(shape));
    const Tensor x = random_tensor("x", shape), grad_y = random_tensor("grad_y", shape);
    Tensor expected_y("y", shape), expected_grad_x("grad_x", shape);
    for (std::int64_t i = 0; i < shape.size(); ++i) {
      const double y = std::tanh(double(x.data()[i]));
      expected_y.data()[i] = Real(y);
      expected_grad_x.data()[i] = Real(grad_y.data()[i] * (1 - y * y));
    }
    Output y_before(shape), grad_x_before(shape);
    cpu::tanh_forward(x, y_before);
    cpu::tanh_backward(y_before, grad_y, grad_x_before);
    CHECK_CLOSE(y_before, expected_y, kFewRoundings);
    CHECK_CLOSE(grad_x_before, expected_grad_x, kFewRoundings);
    for (int threads : kThreadCounts) {
      INFO(threads << " threads");
      const WithThreads with(threads);
      Output y(shape), grad_x(shape);
      cpu::tanh_forward(x, y);
      cpu::tanh_backward(y, grad_y, grad_x);
      CHECK_CLOSE(y, y_before, exact());
      CHECK_CLOSE(grad_x, grad_x_before, exact());
    }
  }
}
