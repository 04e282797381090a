// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>

#include <functional>
#include <limits>
#include <vector>

#include "core/rng.h"
#include "cuda/memory.h"
#include "exercises.h"
#include "support/device.h"
#include "support/exercise.h"
#include "support/thread_orders.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr int kBehind = 8;  // numbers after the last, which must stay as they are

/// Whole numbers from -8 to 8, whose sums have no rounding errors.
Tensor whole_numbers(Shape shape) {
  Tensor x("x", shape);
  fill_normal(x, RandomStream(15, "x"), 0, 1);
  for (Real& value : x.view().values()) value = std::clamp(std::round(4 * value), -8.f, 8.f);
  return x;
}

using Kernel = std::function<void(const cuda::Stream&, const float* x, float* y)>;

/// y is NaN before the kernel runs.
void compare_once(Report& report, const std::string& what, const Tensor& x, const Tensor& expected,
                  const Kernel& kernel) {
  const cuda::Stream stream(0);
  const auto count = std::size_t(expected.shape().size());
  cuda::DeviceArray<float> device_x(0, std::size_t(x.shape().size()));
  cuda::DeviceArray<float> device_y(0, count + kBehind);
  device_x.copy_from_host(x.view().values(), stream);
  std::vector<float> y(count + kBehind, kNan);
  device_y.copy_from_host(y, stream);
  kernel(stream, device_x.data(), device_y.data());
  device_y.copy_to_host(y, stream);
  stream.synchronize();

  Tensor yours("yours", expected.shape());
  std::copy_n(y.begin(), count, yours.data());
  report.compare(what, yours, expected, exact());
  const auto kept = std::count_if(y.end() - kBehind, y.end(), [](float v) { return v != v; });
  if (kept < kBehind)
    report.check("nothing is written behind the last number", false,
                 fmt::format("{} were", kBehind - kept));
}

/// The same in three orders of threads.
void compare_all(Report& report, const std::string& what, const Tensor& x, const Tensor& expected,
                 const Kernel& kernel) {
  in_every_thread_order(
      [&](const std::string& order) { compare_once(report, what + order, x, expected, kernel); });
}

void check_running_sums(Report& report) {
  const Tensor x = whole_numbers(Shape::vector(64));
  Tensor expected("expected", x.shape());
  Real sum = 0;
  for (int i = 0; i < 64; ++i) expected.data()[i] = sum += x.data()[i];
  compare_all(report, "64 numbers", x, expected, running_sums);
}

void check_differences(Report& report) {
  for (const auto& [rows, cols] : {std::pair(10, 12), {5, 40}, {33, 48}}) {
    const Tensor x = whole_numbers({1, 1, rows, cols});
    Tensor expected("expected", x.shape());
    for (int r = 0; r < rows; ++r)
      for (int c = 0; c < cols; ++c) {
        const Real right = c + 1 < cols ? x.view()(0, 0, r, c + 1) : Real(0);
        expected.view()(0, 0, r, c) = right - x.view()(0, 0, r, c);
      }
    compare_all(
        report, fmt::format("{} rows of {}", rows, cols), x, expected,
        [rows = rows, cols = cols](const cuda::Stream& stream, const float* from, float* to) {
          differences(stream, from, to, rows, cols);
        });
  }
}

void check_without_mean(Report& report) {
  // First one block: if several failed, any of them might be the first to say so.
  for (const int blocks : {1, 3}) {
    const Tensor x = whole_numbers(Shape::vector(64 * blocks));
    Tensor expected("expected", x.shape());
    for (int b = 0; b < blocks; ++b) {
      Real sum = 0;
      for (int i = 64 * b; i < 64 * (b + 1); ++i) sum += x.data()[i];
      for (int i = 64 * b; i < 64 * (b + 1); ++i) expected.data()[i] = x.data()[i] - sum / 64;
    }
    compare_all(report, fmt::format("{} numbers", 64 * blocks), x, expected,
                [blocks](const cuda::Stream& stream, const float* from, float* to) {
                  without_mean(stream, from, to, blocks);
                });
  }
}

void check_doubled(Report& report) {
  for (const int count : {128, 100, 7}) {
    const Tensor x = whole_numbers(Shape::vector(count));
    Tensor expected("expected", x.shape());
    for (int i = 0; i < count; ++i) expected.data()[i] = 2 * x.data()[i];
    compare_once(report, fmt::format("{} numbers (before, they are NaN)", count), x, expected,
                 [count](const cuda::Stream& stream, const float* from, float* to) {
                   doubled(stream, from, to, count);
                 });
  }
}

void check_sums_over_rows(Report& report) {
  for (const int rows : {1, 3, 4, 9}) {
    const Tensor x = whole_numbers({1, 1, rows, 64});
    Tensor expected("expected", {1, 1, 1, 64});
    for (int r = 0; r < rows; ++r)
      for (int i = 0; i < 64; ++i) expected.data()[i] += x.view()(0, 0, r, 63 - i);
    compare_all(report, fmt::format("{} rows", rows), x, expected,
                [rows](const cuda::Stream& stream, const float* from, float* to) {
                  sums_over_rows(stream, from, to, rows);
                });
  }
  report.check("the tool that names both lines",
               tool_that_names_both_lines() == Tool::thread_sanitizer, "you name another");
}

}  // namespace

int main(int argc, char** argv) {
  if (!have_simulator()) return 0;
  return check_exercises(argc, argv,
                         {{"running sums", check_running_sums},
                          {"differences of neighbours", check_differences},
                          {"less the mean", check_without_mean},
                          {"twice as much", check_doubled},
                          {"sums over rows", check_sums_over_rows}});
}
