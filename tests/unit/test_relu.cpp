#include "layers/relu/relu.h"

#include <algorithm>
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
    {1, 1, 1, 1},          {3, 5, 7, 11},     {1, 1, 1, kGrain - 1}, {1, 1, 1, kGrain},
    {1, 1, 1, kGrain + 1}, {3, 1, 1, kGrain}, {1, 48, 55, 55},  // AlexNet's conv1, one tower
    {3, 2048, 1, 1},                                            // and its fc6, an odd batch
};

}  // namespace

TEST_CASE("relu: tensors of different shapes are refused with both") {
  const Tensor x("x", {1, 2, 3, 4}), longer("longer", {1, 2, 3, 5});
  Output y(x.shape()), long_y(longer.shape());
  CHECK_ERROR(cpu::relu_forward(x, long_y), "(N=1, C=2, H=3, W=5)", "(N=1, C=2, H=3, W=4)");
  CHECK_ERROR(cpu::relu_backward(x, longer, y), "grad_y.shape", "(N=1, C=2, H=3, W=5)");
  CHECK_ERROR(cpu::relu_backward(x, x, long_y), "grad_x.shape", "(N=1, C=2, H=3, W=5)");
}

TEST_CASE("relu: a case small enough to draw") {
  const Shape shape{1, 1, 1, 5};
  const Tensor x = tensor_of(shape, {-2, -0.5f, 0, 0.5f, 3});
  const Tensor grad_y = tensor_of(shape, {1, 2, 3, 4, 5});
  Output y(shape), grad_x(shape);
  cpu::relu_forward(x, y);
  CHECK_CLOSE(y, tensor_of(shape, {0, 0, 0, 0.5f, 3}), exact());
  cpu::relu_backward(y, grad_y, grad_x);
  CHECK_CLOSE(grad_x, tensor_of(shape, {0, 0, 0, 4, 5}), exact());
}

TEST_CASE("relu: is idempotent") {
  const Tensor x = random_tensor("x", {3, 5, 7, 11});
  Output once(x.shape()), twice(x.shape());
  cpu::relu_forward(x, once);
  cpu::relu_forward(once, twice);
  CHECK_CLOSE(twice, once, exact());
}

TEST_CASE("relu: what is not a number stays so, and infinity stays infinite") {
  constexpr Real kNan = std::numeric_limits<Real>::quiet_NaN();
  constexpr Real kInfinity = std::numeric_limits<Real>::infinity();
  // In every lane of a vector, and in what is left over.
  for (int at = 0; at < 37; ++at) {
    INFO("at " << at);
    Tensor x = random_tensor("x", {1, 1, 1, 37});
    Output y(x.shape());
    x.data()[at] = kNan;
    cpu::relu_forward(x, y);
    CHECK(std::isnan(y.view().data[at]));
    CHECK(std::count_if(y.view().values().begin(), y.view().values().end(),
                        [](Real value) { return std::isnan(value); }) == 1);
    x.data()[at] = kInfinity;
    cpu::relu_forward(x, y);
    CHECK(y.view().data[at] == kInfinity);
    x.data()[at] = -kInfinity;
    cpu::relu_forward(x, y);
    CHECK(y.view().data[at] == 0);
  }
}

TEST_CASE("relu: PyTorch computes the same") {
  const Golden golden("layers.safetensors");
  const Tensor x = golden("relu.some.x");
  Output y(x.shape()), grad_x(x.shape());
  cpu::relu_forward(x, y);
  CHECK_CLOSE(y, golden("relu.some.y"), exact());
  cpu::relu_backward(y, golden("relu.some.grad_y"), grad_x);
  CHECK_CLOSE(grad_x, golden("relu.some.grad_x"), exact());
}

TEST_CASE("relu: the formula holds for every shape and any number of threads") {
  for (const Shape& shape : kShapes) {
    INFO(to_text(shape));
    const Tensor x = random_tensor("x", shape), grad_y = random_tensor("grad_y", shape);
    Tensor expected_y("y", shape), expected_grad_x("grad_x", shape);
    for (std::int64_t i = 0; i < shape.size(); ++i) {
      expected_y.data()[i] = std::max(x.data()[i], Real(0));
      expected_grad_x.data()[i] = x.data()[i] > 0 ? grad_y.data()[i] : 0;
    }
    for (int threads : kThreadCounts) {
      INFO(threads << " threads");
      const WithThreads with(threads);
      Output y(shape), grad_x(shape);
      cpu::relu_forward(x, y);
      cpu::relu_backward(y, grad_y, grad_x);
      CHECK_CLOSE(y, expected_y, exact());
      CHECK_CLOSE(grad_x, expected_grad_x, exact());
    }
  }
}
