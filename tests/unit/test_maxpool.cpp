#include "layers/maxpool/maxpool.h"

#include <numeric>

#include "support/compare.h"
#include "support/golden.h"
#include "support/maxpool_cases.h"
#include "support/tensors.h"
#include "support/threads.h"

using namespace alexnet;
using namespace alexnet::test;

TEST_CASE("maxpool: windows start every stride until one reaches the border") {
  const auto extents = [](int input, PoolParams p) { return pool_output_extent(input, p); };
  CHECK(extents(55, {3, 2}) == 27);  // pool1
  CHECK(extents(27, {3, 2}) == 13);  // pool2
  CHECK(extents(13, {3, 2}) == 6);   // pool5
  CHECK(extents(8, {3, 2}) == 4);    // the last covers two pixels
  CHECK(extents(55, {2, 2}) == 28);  // the last covers one
  CHECK(extents(2, {3, 2}) == 1);
  CHECK(extents(1, {1, 1}) == 1);
}

TEST_CASE("maxpool: no window lies outside the image altogether, whatever the sizes") {
  for (int input = 1; input <= 20; ++input)
    for (int size = 1; size <= 6; ++size)
      for (int stride = 1; stride <= size; ++stride) {
        const PoolParams params{size, stride};
        const int last = pool_output_extent(input, params) - 1;
        INFO(input << " pixels, size " << size << ", stride " << stride);
        CHECK(last * stride < input);          // the last window starts inside
        CHECK(last * stride + size >= input);  // and reaches the border
      }
}

TEST_CASE("maxpool: parameters and tensors that do not fit are refused") {
  const Tensor x("x", {1, 2, 7, 7});
  Output y({1, 2, 3, 3}), wrong({1, 2, 4, 3}), grad_x(x.shape());
  CHECK_ERROR(pool_output_shape(x.shape(), {2, 3}), "p.size >= p.stride", "2 and 3");
  CHECK_ERROR(pool_output_shape(x.shape(), {2, 0}), "p.stride >= 1", "0 and 1");
  CHECK_ERROR(cpu::maxpool_forward(x, wrong, {3, 2}), "(N=1, C=2, H=4, W=3)",
              "(N=1, C=2, H=3, W=3)");
  CHECK_ERROR(cpu::maxpool_backward(x, wrong, grad_x, {3, 2}), "grad_y.shape",
              "(N=1, C=2, H=4, W=3)");
  CHECK_ERROR(cpu::maxpool_backward(x, y, wrong, {3, 2}), "grad_x.shape", "(N=1, C=2, H=4, W=3)");
}

TEST_CASE("maxpool: a case small enough to draw") {
  //  1 5 2 0
  //  3 4 9 1    windows of 3 x 3 at stride 2:   the first sees 1 5 2 / 3 4 9 / 7 6 8,
  //  7 6 8 2    the second 2 0 / 9 1 / 8 2, clipped on the right,
  //  0 1 3 3    the lower two rows 7 6 8 / 0 1 3 and 8 2 / 3 3
  const Tensor x = tensor_of({1, 1, 4, 4}, {1, 5, 2, 0, 3, 4, 9, 1, 7, 6, 8, 2, 0, 1, 3, 3});
  const Tensor grad_y = tensor_of({1, 1, 2, 2}, {1, 10, 100, 1000});
  for (const cpu::MaxPoolRung& rung : cpu::maxpool_rungs()) {
    INFO(rung.name);
    Output y({1, 1, 2, 2}), grad_x(x.shape());
    rung.forward(x, y, {3, 2});
    CHECK_CLOSE(y, tensor_of({1, 1, 2, 2}, {9, 9, 8, 8}), exact());
    // The 9 and the 8 each win two windows and collect both gradients.
    rung.backward(x, grad_y, grad_x, {3, 2});
    CHECK_CLOSE(grad_x,
                tensor_of({1, 1, 4, 4}, {0, 0, 0, 0, 0, 0, 11, 0, 0, 0, 1100, 0, 0, 0, 0, 0}),
                exact());
  }
}

TEST_CASE("maxpool: what lies outside the image does not count, it is not zero") {
  Tensor x("x", {1, 1, 4, 4}), minus_one("minus_one", {1, 1, 2, 2});
  fill(x, -1);
  fill(minus_one, -1);
  for (const cpu::MaxPoolRung& rung : cpu::maxpool_rungs()) {
    INFO(rung.name);
    Output y({1, 1, 2, 2});
    rung.forward(x, y, {3, 2});
    CHECK_CLOSE(y, minus_one, exact());
  }
}

TEST_CASE("maxpool: of several equal pixels the first in reading order gets the gradient") {
  Tensor x("x", {1, 1, 5, 5}), grad_y("grad_y", {1, 1, 2, 2});
  fill(x, 4);
  fill(grad_y, 1);
  Tensor expected("expected", x.shape());
  for (int y : {0, 2})
    for (int column : {0, 2}) expected.view()(0, 0, y, column) = 1;  // each window's corner
  for (const cpu::MaxPoolRung& rung : cpu::maxpool_rungs()) {
    INFO(rung.name);
    Output y({1, 1, 2, 2}), grad_x(x.shape());
    rung.forward(x, y, {3, 2});
    rung.backward(x, grad_y, grad_x, {3, 2});
    CHECK_CLOSE(grad_x, expected, exact());
  }
}

TEST_CASE("maxpool: each gradient arrives exactly once") {
  for (const std::vector<MaxPoolCase>& cases : {kSmallMaxPools, kAlexNetMaxPools})
    for (const MaxPoolCase& c : cases) {
      INFO(c.why);
      const Tensor x = tied_tensor(c.x);
      Tensor grad_y("grad_y", pool_output_shape(c.x, c.params));
      RandomSequence random(RandomStream(1, "whole numbers"));  // whole: sums are exact
      for (Real& value : grad_y.view().values()) value = Real(random.below(10));
      const auto sum = [](ConstTensorView t) {
        return std::accumulate(t.values().begin(), t.values().end(), 0.0);
      };
      for (const cpu::MaxPoolRung& rung : cpu::maxpool_rungs()) {
        INFO(rung.name);
        Output y(grad_y.shape()), grad_x(c.x);
        rung.forward(x, y, c.params);
        rung.backward(x, grad_y, grad_x, c.params);
        CHECK(sum(grad_x) == sum(grad_y));
      }
    }
}

TEST_CASE("maxpool: PyTorch computes the same") {
  const Golden golden("layers.safetensors");
  const std::pair<std::string, PoolParams> list[] = {{"maxpool.overlapping", {3, 2}},
                                                     {"maxpool.clipped", {3, 2}},
                                                     {"maxpool.side_by_side", {2, 2}},
                                                     {"maxpool.clipped_by_two", {4, 3}}};
  for (const auto& [name, params] : list)
    for (const cpu::MaxPoolRung& rung : cpu::maxpool_rungs()) {
      INFO(name << ", " << rung.name);
      const Tensor x = golden(name + ".x"), grad_y = golden(name + ".grad_y");
      Output y(grad_y.shape()), grad_x(x.shape());
      rung.forward(x, y, params);
      CHECK_CLOSE(y, golden(name + ".y"), exact());
      rung.backward(x, grad_y, grad_x, params);
      CHECK_CLOSE(grad_x, golden(name + ".grad_x"), sum_of(4));  // a pixel wins 4 windows at most
    }
}

TEST_CASE("maxpool: every rung computes bit for bit what naive does, for any number of threads") {
  const auto rungs = cpu::maxpool_rungs();
  for (const std::vector<MaxPoolCase>& cases : {kSmallMaxPools, kAlexNetMaxPools})
    for (const MaxPoolCase& c : cases)
      for (const bool ties : {false, true}) {
        INFO(c.why << (ties ? ", with ties" : ""));
        const Tensor x = ties ? tied_tensor(c.x) : random_tensor("x", c.x);
        const Tensor grad_y = random_tensor("grad_y", pool_output_shape(c.x, c.params));
        Output expected_y(grad_y.shape()), expected_grad_x(c.x);
        rungs[0].forward(x, expected_y, c.params);
        rungs[0].backward(x, grad_y, expected_grad_x, c.params);
        for (const cpu::MaxPoolRung& rung : rungs) {
          if (!rung.supports(c.params)) continue;
          for (int threads : kThreadCounts) {
            INFO(rung.name << " with " << threads << " threads");
            const WithThreads with(threads);
            Output y(grad_y.shape()), grad_x(c.x);
            rung.forward(x, y, c.params);
            rung.backward(x, grad_y, grad_x, c.params);
            CHECK_CLOSE(y, expected_y, exact());
            CHECK_CLOSE(grad_x, expected_grad_x, exact());
          }
        }
      }
}

TEST_CASE("maxpool: every rung computes bit for bit what naive does, for awkward extents") {
  const auto rungs = cpu::maxpool_rungs();
  for (int height : {1, 2, 3, 7})
    for (int width : kAwkwardSizes)
      for (const PoolParams& params : {PoolParams{3, 2}, {2, 2}, {4, 3}}) {
        INFO(height << " x " << width << ", size " << params.size);
        const Tensor x = tied_tensor({1, 2, height, width});
        const Tensor grad_y = random_tensor("grad_y", pool_output_shape(x.shape(), params));
        Output expected_y(grad_y.shape()), expected_grad_x(x.shape());
        rungs[0].forward(x, expected_y, params);
        rungs[0].backward(x, grad_y, expected_grad_x, params);
        for (const cpu::MaxPoolRung& rung : rungs.subspan(1)) {
          INFO(rung.name);
          Output y(grad_y.shape()), grad_x(x.shape());
          rung.forward(x, y, params);
          rung.backward(x, grad_y, grad_x, params);
          CHECK_CLOSE(y, expected_y, exact());
          CHECK_CLOSE(grad_x, expected_grad_x, exact());
        }
      }
}
