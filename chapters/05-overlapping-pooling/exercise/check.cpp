// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>

#include "core/rng.h"
#include "exercises.h"
#include "layers/maxpool/maxpool.h"
#include "support/exercise.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

constexpr PoolParams kOverlapping{.size = 3, .stride = 2}, kApart{.size = 2, .stride = 2};

void check_windows_over(Report& report) {
  const auto check = [&](int pixel, int outputs, const PoolParams& params, int expected) {
    report.compare(fmt::format("size {}, stride {}, {} windows: over pixel {}", params.size,
                               params.stride, outputs, pixel),
                   windows_over(pixel, outputs, params), expected);
  };
  check(0, 27, kOverlapping, 1);
  check(1, 27, kOverlapping, 1);
  check(2, 27, kOverlapping, 2);
  check(53, 27, kOverlapping, 1);
  check(54, 27, kOverlapping, 1);  // the last pixel of 55: no window begins there
  check(54, 28, kApart, 1);        // here one does, and holds nothing else
  check(10, 27, kApart, 1);
  check(7, 20, {.size = 5, .stride = 1}, 5);
}

struct Case {
  Tensor x, y, grad_y;

  Case(Shape shape, const PoolParams& params)
      : x("x", shape), y("y", pool_output_shape(shape, params)), grad_y("grad_y", y.shape()) {
    fill_normal(x, RandomStream(5, "x"), 0, 1);
    fill_normal(grad_y, RandomStream(5, "grad_y"), 0, 1);
    cpu::maxpool_forward(x, y, params);
  }
  Tensor backward(const PoolParams& params) const {
    Tensor grad_x("grad_x", x.shape());
    cpu::maxpool_backward(x, grad_y, grad_x, params);
    return grad_x;
  }
};

using Yours = void (*)(const Case&, TensorView grad_x, const PoolParams&);

/// Where no two pixels are equal, the two rules agree.
void check_without_ties(Report& report, Yours backward) {
  const auto check = [&](const char* what, Shape shape, const PoolParams& params) {
    const Case without(shape, params);
    Tensor yours("yours", shape);
    fill(yours, 100);  // so that what is not written shows
    backward(without, yours, params);
    report.compare(what, yours, without.backward(params), sum_of(9));
  };
  check("one window", {1, 1, 3, 3}, kOverlapping);
  check("windows apart", {1, 1, 4, 4}, kApart);
  check("overlapping windows", {1, 1, 7, 7}, kOverlapping);
  check("clipped windows", {1, 1, 5, 6}, kOverlapping);
  check("two images of three maps", {2, 3, 9, 7}, kOverlapping);
}

void check_backward(Report& report) {
  const Yours yours_of = [](const Case& of, TensorView grad_x, const PoolParams& params) {
    pool_backward(of.x, of.grad_y, grad_x, params);
  };
  check_without_ties(report, yours_of);
  Case flat({1, 1, 5, 5}, kOverlapping);
  fill(flat.x, 1);
  Tensor yours("yours", flat.x.shape());
  yours_of(flat, yours, kOverlapping);
  report.compare("equal pixels: the first wins", yours, flat.backward(kOverlapping), exact());
}

void check_backward_all_ties(Report& report) {
  const Yours yours_of = [](const Case& of, TensorView grad_x, const PoolParams& params) {
    pool_backward_all_ties(of.x, of.y, of.grad_y, grad_x, params);
  };
  check_without_ties(report, yours_of);
  Case flat({1, 1, 5, 5}, kOverlapping);
  fill(flat.x, 1);
  fill(flat.y, 1);
  fill(flat.grad_y, 1);
  Tensor yours("yours", flat.x.shape()), expected("expected", flat.x.shape());
  yours_of(flat, yours, kOverlapping);
  for (int i = 0; i < 25; ++i)  // the middle row is in two rows of windows, the middle column too
    expected.data()[i] = Real(i / 5 == 2 ? 2 : 1) * Real(i % 5 == 2 ? 2 : 1);
  report.compare("equal pixels: all win", yours, expected, exact());
}

}  // namespace

int main(int argc, char** argv) {
  return check_exercises(argc, argv,
                         {{"windows over a pixel", check_windows_over},
                          {"backward", check_backward},
                          {"backward, ties to all", check_backward_all_ties}});
}
