// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>

#include <numeric>
#include <set>
#include <vector>

#include "core/rng.h"
#include "cuda/memory.h"
#include "cuda/stream.h"
#include "exercises.h"
#include "layers/relu/relu.h"
#include "support/device.h"
#include "support/exercise.h"
#if defined(ALEXNET_SIMULATOR)
#include "cuda/simulator/multiprocessor.h"
#endif

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

void check_relu_backward(Report& report) {
  for (const int count : {1, 256, 257, 5000}) {
    const Tensor y = whole_numbers("y", count), grad_y = whole_numbers("grad_y", count);
    Tensor expected("expected", y.shape());
    cpu::relu_backward(y, grad_y, expected);

    const cuda::Stream stream(0);
    const Tensor device_y = y.to(Device::cuda(0)), device_grad_y = grad_y.to(Device::cuda(0));
    // Filled with 9, with a few numbers after the last, which must stay 9.
    constexpr int kBehind = 8;
    cuda::DeviceArray<float> grad_x(0, std::size_t(count + kBehind));
    std::vector<float> host(grad_x.size(), 9);
    grad_x.copy_from_host(host, stream);
    relu_backward(stream, device_y.data(), device_grad_y.data(), grad_x.data(), count);
    grad_x.copy_to_host(host, stream);
    stream.synchronize();

    Tensor yours("yours", y.shape());
    std::copy_n(host.begin(), count, yours.data());
    report.compare(fmt::format("{} elements (before you write them, they are 9)", count), yours,
                   expected, exact());
    const int kept = int(std::count(host.end() - kBehind, host.end(), 9.0f));
    report.check("nothing is written behind the last", kept == kBehind,
                 fmt::format("{} of {} numbers changed", kBehind - kept, kBehind));
  }
}

void compare_sums(Report& report, const char* what, int blocks) {
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
#if defined(ALEXNET_SIMULATOR)  // a GPU chooses its own order
  simulator::set_thread_order(simulator::ThreadOrder::reversed);
  compare_sums(report, "the last thread comes first", 2);
  simulator::set_thread_order(simulator::ThreadOrder::shuffled);
  compare_sums(report, "threads come in any order", 2);
  simulator::set_thread_order(simulator::ThreadOrder::forward);
#endif
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
                         {{"ReLU's backward pass", check_relu_backward},
                          {"a block's sum", check_block_sums},
                          {"how many sectors a warp reads", check_sectors}});
}
