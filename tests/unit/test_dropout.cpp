#include "layers/dropout/dropout.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "layers/elementwise.h"
#include "support/compare.h"
#include "support/tensors.h"
#include "support/threads.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

const int kGrain = int(cpu::kElementwiseGrain);  // elements that a thread takes at a time
const std::vector<Shape> kShapes = {
    {1, 1, 1, 1},          {1, 1, 1, 3},      {3, 5, 7, 11},
    {1, 1, 1, kGrain - 1}, {1, 1, 1, kGrain}, {1, 1, 1, kGrain + 1},
    {3, 1, 1, kGrain + 2}, {3, 2048, 1, 1},  // AlexNet's fc6, an odd batch
};

constexpr int kUnits = 100'000;

/// Which of `kUnits` units a stream keeps.
std::vector<bool> mask(const RandomStream& stream, Real keep = Real(0.5)) {
  Tensor ones("ones", Shape::vector(kUnits));
  fill(ones, 1);
  Output y(ones.shape());
  cpu::dropout_forward(ones, y, keep, stream);
  std::vector<bool> kept;
  for (Real value : y.view().values()) kept.push_back(value != 0);
  return kept;
}

/// `count` of kUnits draws, each of the given probability, is within five standard deviations.
bool plausible(std::int64_t count, double probability) {
  const double sigma = std::sqrt(kUnits * probability * (1 - probability));
  return std::abs(double(count) - kUnits * probability) < 5 * sigma;
}

}  // namespace

TEST_CASE("dropout: tensors of different shapes are refused with both") {
  const Tensor x("x", {1, 2, 3, 4});
  Output longer({1, 2, 3, 5});
  const RandomStream stream(1, "drop6a");
  CHECK_ERROR(cpu::dropout_forward(x, longer, Real(0.5), stream), "(N=1, C=2, H=3, W=5)",
              "(N=1, C=2, H=3, W=4)");
  CHECK_ERROR(cpu::dropout_backward(x, longer, Real(0.5), stream), "(N=1, C=2, H=3, W=5)",
              "(N=1, C=2, H=3, W=4)");
  CHECK_ERROR(cpu::dropout_scale(x, longer, Real(0.5)), "(N=1, C=2, H=3, W=5)",
              "(N=1, C=2, H=3, W=4)");
}

TEST_CASE("dropout: every unit passes unchanged or becomes zero, with its gradient") {
  const RandomStream stream(1, "drop6a", 7);
  for (const Shape& shape : kShapes) {
    INFO(to_text(shape));
    const Tensor x = random_tensor("x", shape), grad_y = random_tensor("grad_y", shape);
    Tensor expected_y("y", shape), expected_grad_x("grad_x", shape);
    for (std::int64_t i = 0; i < shape.size(); ++i)
      if (stream.uniform(std::uint64_t(i)) < 0.3f) {
        expected_y.data()[i] = x.data()[i];
        expected_grad_x.data()[i] = grad_y.data()[i];
      }
    for (int threads : kThreadCounts) {
      INFO(threads << " threads");
      const WithThreads with(threads);
      Output y(shape), grad_x(shape);
      cpu::dropout_forward(x, y, Real(0.3), stream);
      cpu::dropout_backward(grad_y, grad_x, Real(0.3), stream);
      CHECK_CLOSE(y, expected_y, exact());
      CHECK_CLOSE(grad_x, expected_grad_x, exact());
    }
  }
}

TEST_CASE("dropout: the part that is kept is what was asked for") {
  for (const float keep : {0.1f, 0.5f, 0.8f}) {
    INFO("keep " << keep);
    const std::vector<bool> kept = mask(RandomStream(1, "drop6a"), keep);
    CHECK(plausible(std::count(kept.begin(), kept.end(), true), keep));
  }
  const std::vector<bool> all = mask(RandomStream(1, "drop6a"), 1);
  const std::vector<bool> none = mask(RandomStream(1, "drop6a"), 0);
  CHECK(std::count(all.begin(), all.end(), true) == kUnits);
  CHECK(std::count(none.begin(), none.end(), true) == 0);
}

TEST_CASE("dropout: another seed, layer or iteration gives a mask that has nothing in common") {
  const std::vector<bool> one = mask(RandomStream(1, "drop6a", 7));
  CHECK(mask(RandomStream(1, "drop6a", 7)) == one);
  for (const RandomStream& stream :
       {RandomStream(2, "drop6a", 7), RandomStream(1, "drop6b", 7), RandomStream(1, "drop6a", 8)}) {
    const std::vector<bool> other = mask(stream);
    std::int64_t agree = 0;
    for (int i = 0; i < kUnits; ++i) agree += one[i] == other[i];
    CHECK(plausible(agree, 0.5));
  }
}

TEST_CASE("dropout: images of a batch get masks of their own") {
  const std::vector<bool> kept = mask(RandomStream(1, "drop6a"));
  std::int64_t agree = 0;
  for (int i = 0; i < kUnits; ++i) agree += kept[i] == kept[(i + kUnits / 2) % kUnits];
  CHECK(plausible(agree, 0.5));
}

TEST_CASE("dropout: at test time every unit is scaled by keep") {
  for (const Shape& shape : kShapes) {
    INFO(to_text(shape));
    const Tensor x = random_tensor("x", shape);
    Tensor expected("expected", shape);
    for (std::int64_t i = 0; i < shape.size(); ++i) expected.data()[i] = x.data()[i] * Real(0.3);
    for (int threads : kThreadCounts) {
      INFO(threads << " threads");
      const WithThreads with(threads);
      Output y(shape);
      cpu::dropout_scale(x, y, Real(0.3));
      CHECK_CLOSE(y, expected, exact());
    }
  }
}

TEST_CASE("dropout: a layer that keeps nothing, or more than all, is refused") {
  for (const Real keep : {Real(0), Real(-0.5), Real(1.5), std::numeric_limits<Real>::quiet_NaN()})
    CHECK_ERROR(Dropout("drop6a", keep), "drop6a", "keep", "more than 0 and at most 1",
                fmt::format("found {}", keep));
  for (const Real keep : {Real(0.001), Real(1)}) CHECK_NOTHROW(Dropout("drop6a", keep));
}

TEST_CASE("dropout: the layer's backward uses the mask of the pass") {
  const Tensor x = random_tensor("x", {2, 50, 1, 1}), grad_y = random_tensor("g", x.shape());
  const std::vector<ConstTensorView> inputs = {x};
  Dropout layer("drop6a", Real(0.5));
  Output y(x.shape()), grad_x(x.shape()), expected_y(x.shape()), expected_grad_x(x.shape());
  const std::vector<TensorView> grads = {grad_x};

  const Pass training{.training = true, .seed = 3, .iteration = 11};
  const RandomStream stream(3, "drop6a", 11);
  layer.forward(inputs, y, training);
  layer.backward(inputs, y, grad_y, grads, training);
  cpu::dropout_forward(x, expected_y, Real(0.5), stream);
  cpu::dropout_backward(grad_y, expected_grad_x, Real(0.5), stream);
  CHECK_CLOSE(y, expected_y, exact());
  CHECK_CLOSE(grad_x, expected_grad_x, exact());

  const Pass test{.training = false, .seed = 3, .iteration = 11};
  layer.forward(inputs, y, test);
  layer.backward(inputs, y, grad_y, grads, test);
  cpu::dropout_scale(x, expected_y, Real(0.5));
  cpu::dropout_scale(grad_y, expected_grad_x, Real(0.5));
  CHECK_CLOSE(y, expected_y, exact());
  CHECK_CLOSE(grad_x, expected_grad_x, exact());
}
