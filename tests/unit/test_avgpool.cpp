#include "layers/avgpool/avgpool.h"

#include <algorithm>

#include "support/avgpool_cases.h"
#include "support/compare.h"
#include "support/golden.h"
#include "support/tensors.h"
#include "support/threads.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// As many terms as the window has pixels, and one division.
Tolerance sum_of_window(const PoolParams& p) { return sum_of(p.size * p.size + 1); }

/// At most as many shares are added as windows cover a pixel.
Tolerance sum_of_shares(const PoolParams& p) {
  const int windows = (p.size + p.stride - 1) / p.stride;
  return sum_of(windows * windows + 1);
}

/// The formulas in double, written without a thought for speed.
struct Formula {
  Formula(ConstTensorView x, ConstTensorView grad_y, const PoolParams& p)
      : y("y", grad_y.shape), grad_x("grad_x", x.shape) {
    const Shape &xs = x.shape, &ys = grad_y.shape;
    std::vector<double> sums(std::size_t(xs.size()));
    for (int n = 0; n < ys.n; ++n)
      for (int c = 0; c < ys.c; ++c)
        for (int oy = 0; oy < ys.h; ++oy)
          for (int ox = 0; ox < ys.w; ++ox) {
            std::vector<std::int64_t> pixels;
            for (int iy = oy * p.stride; iy < oy * p.stride + p.size; ++iy)
              for (int ix = ox * p.stride; ix < ox * p.stride + p.size; ++ix)
                if (iy < xs.h && ix < xs.w) pixels.push_back(xs.offset(n, c, iy, ix));
            double sum = 0;
            for (std::int64_t pixel : pixels) {
              sum += x.data[pixel];
              sums[pixel] += double(grad_y(n, c, oy, ox)) / double(pixels.size());
            }
            y.view()(n, c, oy, ox) = Real(sum / double(pixels.size()));
          }
    std::copy(sums.begin(), sums.end(), grad_x.data());
  }
  Tensor y, grad_x;
};

}  // namespace

TEST_CASE("avgpool: parameters and tensors that do not fit are refused") {
  const Tensor x("x", {1, 2, 7, 7});
  Output y({1, 2, 3, 3}), wrong({1, 2, 4, 3});
  CHECK_ERROR(cpu::avgpool_forward(x, y, {2, 3}), "p.size >= p.stride", "2 and 3");
  CHECK_ERROR(cpu::avgpool_forward(x, wrong, {3, 2}), "(N=1, C=2, H=4, W=3)",
              "(N=1, C=2, H=3, W=3)");
  CHECK_ERROR(cpu::avgpool_backward(x, y, {3, 2}), "grad_y.shape", "(N=1, C=2, H=7, W=7)",
              "(N=1, C=2, H=1, W=1)");
}

TEST_CASE("avgpool: a case small enough to draw") {
  //  1 2 | 3      windows of 2 x 2 side by side: the right ones cover 2 pixels, the lower ones 2,
  //  4 5 | 6      the last one pixel. Each divides by what it covers.
  //  ----+--
  //  7 8 | 9
  const Tensor x = tensor_of({1, 1, 3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  Output y({1, 1, 2, 2}), grad_x(x.shape());
  cpu::avgpool_forward(x, y, {2, 2});
  CHECK_CLOSE(y, tensor_of({1, 1, 2, 2}, {3, 4.5f, 7.5f, 9}), exact());
  cpu::avgpool_backward(tensor_of({1, 1, 2, 2}, {4, 20, 200, 1000}), grad_x, {2, 2});
  CHECK_CLOSE(grad_x, tensor_of({1, 1, 3, 3}, {1, 1, 10, 1, 1, 10, 100, 100, 1000}), exact());
}

TEST_CASE("avgpool: where windows overlap, shares are added") {
  //  three pixels, windows of 2 at stride 1: the middle pixel is in both
  Output grad_x({1, 1, 1, 3});
  cpu::avgpool_backward(tensor_of({1, 1, 1, 2}, {2, 20}), grad_x, {2, 1});
  CHECK_CLOSE(grad_x, tensor_of({1, 1, 1, 3}, {1, 11, 10}), exact());
}

TEST_CASE("avgpool: an even image stays even") {
  for (const AvgPoolCase& c : kAvgPools) {
    INFO(c.why);
    Tensor x("x", c.x), expected("expected", pool_output_shape(c.x, c.params));
    fill(x, 3);
    fill(expected, 3);
    Output y(expected.shape());
    cpu::avgpool_forward(x, y, c.params);
    CHECK_CLOSE(y, expected, exact());
  }
}

TEST_CASE("avgpool: PyTorch computes the same") {
  const Golden golden("layers.safetensors");
  const std::pair<std::string, PoolParams> list[] = {{"avgpool.overlapping", {3, 2}},
                                                     {"avgpool.clipped", {3, 2}},
                                                     {"avgpool.side_by_side", {2, 2}},
                                                     {"avgpool.clipped_by_two", {4, 3}}};
  for (const auto& [name, params] : list) {
    INFO(name);
    const Tensor x = golden(name + ".x"), grad_y = golden(name + ".grad_y");
    Output y(grad_y.shape()), grad_x(x.shape());
    cpu::avgpool_forward(x, y, params);
    CHECK_CLOSE(y, golden(name + ".y"), sum_of_window(params));
    cpu::avgpool_backward(grad_y, grad_x, params);
    CHECK_CLOSE(grad_x, golden(name + ".grad_x"), sum_of_shares(params));
  }
}

TEST_CASE("avgpool: the formula holds for every shape and any number of threads") {
  for (const AvgPoolCase& c : kAvgPools) {
    INFO(c.why);
    const Tensor x = random_tensor("x", c.x);
    const Tensor grad_y = random_tensor("grad_y", pool_output_shape(c.x, c.params));
    const Formula expected(x, grad_y, c.params);
    Output y_before(grad_y.shape()), grad_x_before(c.x);
    cpu::avgpool_forward(x, y_before, c.params);
    cpu::avgpool_backward(grad_y, grad_x_before, c.params);
    CHECK_CLOSE(y_before, expected.y, sum_of_window(c.params));
    CHECK_CLOSE(grad_x_before, expected.grad_x, sum_of_shares(c.params));
    for (int threads : kThreadCounts) {
      INFO(threads << " threads");
      const WithThreads with(threads);
      Output y(grad_y.shape()), grad_x(c.x);
      cpu::avgpool_forward(x, y, c.params);
      cpu::avgpool_backward(grad_y, grad_x, c.params);
      CHECK_CLOSE(y, y_before, exact());
      CHECK_CLOSE(grad_x, grad_x_before, exact());
    }
  }
}
