// Chapter 15: finding CUDA bugs. Prints what the simulator says of kernels with one mistake each.
//
//   chapter_15_demo [FIGURE.png]    all that the simulator finds by itself
//   chapter_15_demo BUG             one of missing_barrier, beyond_shared, ...: for the sanitizers
#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <string_view>
#include <vector>

#include "cuda/memory.h"
#include "kernels.h"
#include "support/device.h"
#include "support/pen.h"
#if defined(ALEXNET_SIMULATOR)
#include "cuda/simulator/multiprocessor.h"
#endif

using namespace alexnet;
using namespace alexnet::course;

namespace {

constexpr int kNumbers = 64;

struct Bug {
  std::string_view name;
  void (*run)(const cuda::Stream&, float*);
};
constexpr Bug kBugs[] = {{"missing_barrier", missing_barrier},
                         {"beyond_shared", beyond_shared},
                         {"divergent_barrier", divergent_barrier},
                         {"barrier_for_some", barrier_for_some},
                         {"mask_too_large", mask_too_large},
                         {"unwritten", unwritten},
                         {"unset_shared", unset_shared}};

/// What a kernel makes of these numbers.
std::vector<float> result_of(decltype(Bug::run) run, std::vector<float> numbers) {
  const cuda::Stream stream(0);
  cuda::DeviceArray<float> data(0, numbers.size());
  data.copy_from_host(numbers, stream);
  run(stream, data.data());
  data.copy_to_host(numbers, stream);
  stream.synchronize();
  return numbers;
}

std::vector<float> counted_from(int first) {
  std::vector<float> numbers(kNumbers);
  std::iota(numbers.begin(), numbers.end(), float(first));
  return numbers;
}

/// Runs one kernel and prints the error, if there is one.
void what_is_said_of(const Bug& bug) {
  fmt::print("{}:\n", bug.name);
  try {
    result_of(bug.run, counted_from(0));
    fmt::print("  nothing was said\n");
  } catch (const std::exception& error) {
    fmt::print("  {}\n", error.what());
  }
}

#if defined(ALEXNET_SIMULATOR)

/// The kernels with and without a barrier, in three orders of threads; as rows of a picture, blue
/// where a number is right and red where it is wrong.
void in_every_order(const char* figure) {
  using simulator::ThreadOrder;
  constexpr std::pair<ThreadOrder, const char*> kOrders[] = {{ThreadOrder::forward, "forward"},
                                                             {ThreadOrder::reversed, "reversed"},
                                                             {ThreadOrder::shuffled, "shuffled"}};
  constexpr int kCell = 11, kRow = 16, kGap = 8, kLeft = 160;
  constexpr Ink kRight{70, 130, 180}, kWrong{205, 50, 40};
  Image picture = white_image(kLeft + kNumbers * kCell, 6 * kRow + kGap);
  int top = 0, launches = 0;
  for (const Bug& bug : {Bug{"missing_barrier", missing_barrier}, Bug{"rotated", rotated}}) {
    for (const auto& [order, name] : kOrders) {
      simulator::set_thread_order(order);
      const int first = 100 * ++launches;  // new ones each time: shared memory keeps the last ones
      const std::vector<float> data = result_of(bug.run, counted_from(first));
      int wrong = 0;
      for (int i = 0; i < kNumbers; ++i) {
        const bool right = data[std::size_t(i)] == float(first + (i + kNumbers - 1) % kNumbers);
        wrong += !right;
        const int left = kLeft + i * kCell;
        fill_box(picture, left + 1, top + 1, left + kCell, top + kRow, right ? kRight : kWrong);
      }
      fmt::print("{:15} {:8}: {:2} of 64 numbers wrong\n", bug.name, name, wrong);
      write(picture, 0, top + 2, fmt::format("{} {}", bug.name, name));
      top += kRow;
    }
    top += kGap;
  }
  simulator::set_thread_order(ThreadOrder::forward);
  if (figure) write_png(figure, picture);
}

#else
void in_every_order(const char*) {}  // a GPU chooses its own order
#endif

/// A number that was not written shows if it was something impossible before.
void what_was_not_written() {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  for (const float before : {1.0f, kNan}) {
    int wrong = 0;
    for (const float value : result_of(unwritten, std::vector<float>(kNumbers, before)))
      wrong += value != 1;
    fmt::print("unwritten, over {}: {} of 64 numbers wrong\n", before, wrong);
  }
  int nans = 0;
  for (const float value : result_of(unset_shared, counted_from(0))) nans += std::isnan(value);
  fmt::print("unset_shared: {} of 64 sums are NaN\n", nans);
}

}  // namespace

int main(int argc, char** argv) {
  if (!have_simulator()) return 0;
  for (const Bug& bug : kBugs)
    if (argc > 1 && bug.name == argv[1]) return what_is_said_of(bug), 0;
#if defined(ALEXNET_ASAN) || defined(ALEXNET_TSAN)
  fmt::print("skipped: with a sanitizer, one kernel at a time says enough; name one of them\n");
  return 0;
#endif
  for (const Bug& bug : {kBugs[2], kBugs[3], kBugs[4]}) what_is_said_of(bug);
  in_every_order(argc > 1 ? argv[1] : nullptr);
  what_was_not_written();
}
