// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>

#include <numeric>
#include <set>
#include <vector>

#include "core/rng.h"
#include "cuda/memory.h"
#include "cuda/stream.h"
#include "exercises.h"
#include "support/device.h"
#include "support/exercise.h"
#include "support/thread_orders.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

/// Whole numbers from -4 to 4, whose sums have no rounding errors.
Tensor whole_numbers(const char* name, int count) {
  Tensor tensor(name, Shape::vector(count));
  fill_normal(tensor, RandomStream(12, name), 0, 1);
  for (Real& value : tensor.view().values()) value = std::clamp(std::round(2 * value), -4.f, 4.f);
  return tensor;
}

void check_mirrored_crop(Report& report) {
  struct Case {
    int height, width, top, left, rows, cols;
  };
  for (const Case& k : {Case{8, 32, 0, 0, 8, 32}, Case{9, 33, 0, 0, 9, 33},
                        Case{20, 100, 3, 30, 1, 70}, Case{40, 50, 21, 7, 19, 5}}) {
    const auto all = std::size_t(k.height * k.width), count = std::size_t(k.rows * k.cols);
    std::vector<float> x(all);
    std::iota(x.begin(), x.end(), 1000.0f);
    Tensor expected("expected", {1, 1, k.rows, k.cols}), yours("yours", expected.shape());
    for (int r = 0; r < k.rows; ++r)
      for (int c = 0; c < k.cols; ++c)
        expected.view()(0, 0, r, c) =
            x[std::size_t((k.top + r) * k.width + k.left + k.cols - 1 - c)];

    const cuda::Stream stream(0);
    cuda::DeviceArray<float> device_x(0, all);
    device_x.copy_from_host(x, stream);
    // Filled with 9, with a few numbers after the last, which must stay 9.
    constexpr std::size_t kBehind = 8;
    cuda::DeviceArray<float> y(0, count + kBehind);
    std::vector<float> host(y.size(), 9);
    y.copy_from_host(host, stream);
    mirrored_crop(stream, device_x.data(), k.width, k.top, k.left, y.data(), k.rows, k.cols);
    y.copy_to_host(host, stream);
    stream.synchronize();

    std::copy_n(host.begin(), count, yours.data());
    report.compare(fmt::format("{} x {} of {} x {} (before you write them, they are 9)", k.rows,
                               k.cols, k.height, k.width),
                   yours, expected, exact());
    const auto kept = std::size_t(std::count(host.end() - kBehind, host.end(), 9.0f));
    report.check("nothing is written behind the last", kept == kBehind,
                 fmt::format("{} of {} numbers changed", kBehind - kept, kBehind));
  }
}

void compare_sums(Report& report, const std::string& what, int blocks) {
  const Tensor x = whole_numbers("x", 256 * blocks);
  Tensor expected("expected", Shape::vector(blocks)), yours("yours", Shape::vector(blocks));
  for (int b = 0; b < blocks; ++b)
    expected.data()[b] = std::accumulate(x.data() + 256 * b, x.data() + 256 * (b + 1), Real(0));

  const cuda::Stream stream(0);
  const Tensor device_x = x.to(Device::cuda(0));
  Tensor sums("sums", Shape::vector(blocks), Device::cuda(0));
  block_sums(stream, device_x.data(), sums.data(), blocks);
  stream.synchronize();
  copy(yours, sums);
  report.compare(what, yours, expected, exact());
}

void check_block_sums(Report& report) {
  compare_sums(report, "one block", 1);
  compare_sums(report, "seven blocks", 7);
  in_every_thread_order(
      [&](const std::string& order) { compare_sums(report, "two blocks" + order, 2); });
}

void check_sectors(Report& report) {
  for (const auto& [first, stride] :
       {std::pair(0, 1), {0, 0}, {8, 1}, {3, 1}, {0, 2}, {7, 3}, {0, 7}, {5, 8}, {0, 256}}) {
    std::set<int> sectors;
    for (int lane = 0; lane < 32; ++lane) sectors.insert((first + lane * stride) / 8);
    report.compare(fmt::format("from number {}, every {}", first, stride),
                   sectors_of_warp(first, stride), double(sectors.size()));
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (!have_device()) return 0;
  return check_exercises(argc, argv,
                         {{"a mirrored crop", check_mirrored_crop},
                          {"a block's sum", check_block_sums},
                          {"how many sectors a warp reads", check_sectors}});
}
