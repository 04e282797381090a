// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>

#include <limits>
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

/// A piece of a picture.
struct Case {
  int height, width, top, left, rows, cols;
};

/// Whether each number of the piece is read once, by a thread of its own, and nothing else is read.
void check_threads(Report& report, const Case& k, const std::vector<Reader>& log) {
  const int count = k.rows * k.cols;
  unsigned reads = 0, reads_of_piece = 0;
  for (const Reader& reader : log) reads += reader.times;
  std::set<std::pair<int, int>> threads;
  for (int r = 0; r < k.rows; ++r)
    for (int c = 0; c < k.cols; ++c) {
      const Reader& reader = log[std::size_t((k.top + r) * k.width + k.left + c)];
      reads_of_piece += reader.times;
      if (reader.times > 0) threads.insert({reader.block, reader.thread});
    }
  report.check("each number is read once, by a thread of its own",
               int(threads.size()) == count && int(reads) == count && reads_of_piece == reads,
               fmt::format("{} numbers, {} reads of them by {} threads, {} reads outside", count,
                           reads_of_piece, threads.size(), reads - reads_of_piece));
}

/// Whether neighbours in a row of the piece are read by neighbouring threads of a warp: all but
/// those between the 32 numbers of one warp and those of the next.
void check_neighbours(Report& report, const Case& k, const std::vector<Reader>& log) {
  const int all = k.rows * (k.cols - 1), between_warps = k.rows * ((k.cols - 1) / 32);
  int apart = 0;
  std::string first;
  for (int r = 0; r < k.rows; ++r)
    for (int c = 0; c + 1 < k.cols; ++c) {
      const int row = k.top + r, col = k.left + c;
      const Reader *a = &log[std::size_t(row * k.width + col)], *b = a + 1;
      const bool same_warp = a->block == b->block && a->thread / 32 == b->thread / 32;
      if (same_warp && std::abs(a->thread - b->thread) == 1) continue;
      const auto who = [](const Reader& reader) {
        if (reader.times == 0) return std::string("nobody");
        return fmt::format("thread {} of block {}", reader.thread, reader.block);
      };
      if (apart++ == 0)
        first = fmt::format("x({}, {}) is read by {}, x({}, {}) by {}", row, col, who(*a), row,
                            col + 1, who(*b));
    }
  report.check("neighbouring threads read neighbours", apart <= between_warps,
               fmt::format("{} of {} pairs in a row are not read so, and only {} lie between two "
                           "warps: {}",
                           apart, all, between_warps, first));
}

void check_mirrored_crop(Report& report) {
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
    cuda::DeviceArray<Reader> device_log(0, all + 1);
    std::vector<Reader> log(device_log.size());
    mirrored_crop(stream, {device_x.data(), int(all), device_log.data()}, k.width, k.top, k.left,
                  y.data(), k.rows, k.cols);
    y.copy_to_host(host, stream);
    device_log.copy_to_host(log, stream);
    stream.synchronize();

    std::copy_n(host.begin(), count, yours.data());
    report.compare(fmt::format("{} x {} of {} x {} (before you write them, they are 9)", k.rows,
                               k.cols, k.height, k.width),
                   yours, expected, exact());
    const auto kept = std::size_t(std::count(host.end() - kBehind, host.end(), 9.0f));
    report.check("nothing is written behind the last", kept == kBehind,
                 fmt::format("{} of {} numbers changed", kBehind - kept, kBehind));
    check_threads(report, k, log);
    check_neighbours(report, k, log);
  }
}

/// The sum of 256 numbers, added as the exercise says.
Real sum_in_halves(const Real* x) {
  std::vector<Real> part(x, x + 256);
  for (std::size_t half = 128; half > 0; half /= 2)
    for (std::size_t i = 0; i < half; ++i) part[i] += part[i + half];
  return part[0];
}

void compare_sums(Report& report, const std::string& what, int blocks) {
  Tensor x("x", Shape::vector(256 * blocks));
  fill_normal(x, RandomStream(12, "x"), 0, 1);
  Tensor expected("expected", Shape::vector(blocks)), yours("yours", Shape::vector(blocks));
  for (int b = 0; b < blocks; ++b) expected.data()[b] = sum_in_halves(x.data() + 256 * b);

  const cuda::Stream stream(0);
  const Tensor device_x = x.to(Device::cuda(0));
  fill(yours, std::numeric_limits<Real>::quiet_NaN());
  Tensor sums = yours.to(Device::cuda(0));
  block_sums(stream, device_x.data(), sums.data(), blocks);
  stream.synchronize();
  copy(yours, sums);
  report.compare(what + " (before you write them, sums are NaN)", yours, expected, sum_of(256));
  int differ = 0;
  for (int b = 0; b < blocks; ++b) differ += !(yours.data()[b] == expected.data()[b]);
  report.check(what + ": added in halves, to the last bit", differ == 0,
               fmt::format("{} of {} sums differ from those of the order that is asked for", differ,
                           blocks));
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
