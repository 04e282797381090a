// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>

#include <array>
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

void check_tiled_reads(Report& report) {
  report.compare("2 x 2, 3 terms, tiles of 1 x 1", double(tiled_reads(2, 2, 3, 1, 1)), 24);
  report.compare("2 x 2, 3 terms, one tile", double(tiled_reads(2, 2, 3, 2, 2)), 12);
  report.compare("128 x 256, 64 terms, tiles of 16 x 16", double(tiled_reads(128, 256, 64, 16, 16)),
                 262144);
  report.compare("128 x 256, 64 terms, tiles of 64 x 128",
                 double(tiled_reads(128, 256, 64, 64, 128)), 49152);
  report.compare("70 x 150, 37 terms, tiles of 64 x 128", double(tiled_reads(70, 150, 37, 64, 128)),
                 28416);
  report.compare("conv2 of a tower, 128 images: 128 x 93312, 1200 terms, tiles of 64 x 128",
                 double(tiled_reads(128, 93312, 1200, 64, 128)), 335923200);
}

Tensor random(const char* name, int rows, int cols) {
  Tensor matrix(name, {1, 1, rows, cols});
  fill_normal(matrix, RandomStream(13, name), 0, 1);
  return matrix;
}

using ProductOnDevice = void (*)(const cuda::Stream&, CountedMatrix, CountedMatrix, float*);

/// What a product has to read, from the matrices and from counted tiles.
struct Needed {
  double reads, reads_of_tiles = 0;
};

void check_product(Report& report, int rows, int cols, int terms, ProductOnDevice product,
                   const Needed& needed, const std::string& order = "") {
  const Tensor a = random("a", rows, terms), b = random("b", terms, cols);
  Tensor expected("expected", {1, 1, rows, cols}), yours("yours", expected.shape());
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < cols; ++j)
      for (int t = 0; t < terms; ++t)
        expected.view()(0, 0, i, j) += a.view()(0, 0, i, t) * b.view()(0, 0, t, j);

  const cuda::Stream stream(0);
  const Tensor device_a = a.to(Device::cuda(0)), device_b = b.to(Device::cuda(0));
  fill(yours, std::numeric_limits<Real>::quiet_NaN());
  Tensor device_c = yours.to(Device::cuda(0));
  cuda::DeviceArray<unsigned> counts(0, 3);
  product(stream, {device_a.data(), rows, terms, counts.data()},
          {device_b.data(), terms, cols, counts.data()}, device_c.data());
  std::vector<unsigned> counted(3);
  counts.copy_to_host(counted, stream);
  stream.synchronize();
  copy(yours, device_c);

  const std::string what = fmt::format("{} x {}, {} terms{}", rows, cols, terms, order);
  report.compare(what + " (before you write it, c is NaN)", yours, expected, sum_of(terms));
  const double products = double(rows) * cols * terms;
  const auto check_reads = [&](const char* which, unsigned count, double exactly) {
    report.check(fmt::format("{}: {}", what, which), count == exactly,
                 fmt::format("{} reads, {:.4f} per product; exactly {} are needed, {:.4f} per "
                             "product",
                             count, count / products, exactly, exactly / products));
  };
  check_reads("reads", counted[0], needed.reads);
  if (needed.reads_of_tiles > 0) check_reads("reads of tiles", counted[2], needed.reads_of_tiles);
  report.check(fmt::format("{}: none outside", what), counted[1] == 0,
               fmt::format("{} reads outside of the matrices", counted[1]));
}

void check_shared_tile(Report& report) {
  const auto needed = [](int rows, int cols, int terms) {
    const int down = (rows + 15) / 16, across = (cols + 15) / 16;
    return Needed{double(across) * rows * terms + double(down) * cols * terms};
  };
  for (const auto& [rows, cols, terms] : {std::array{16, 16, 16}, {32, 48, 64}})
    check_product(report, rows, cols, terms, shared_tile_product, needed(rows, cols, terms));
  in_every_thread_order([&](const std::string& order) {
    check_product(report, 21, 35, 40, shared_tile_product, needed(21, 35, 40), order);
  });
}

void check_register_tile(Report& report) {
  const auto needed = [](int rows, int cols, int terms) {
    const double products = double(rows) * cols * terms;
    return Needed{products / 32, products / 2};
  };
  for (const int terms : {64, 128})
    check_product(report, 64, 64, terms, register_tile_product, needed(64, 64, terms));
  in_every_thread_order([&](const std::string& order) {
    check_product(report, 128, 192, 64, register_tile_product, needed(128, 192, 64), order);
  });
}

}  // namespace

int main(int argc, char** argv) {
  if (!have_device()) return 0;
  return check_exercises(argc, argv,
                         {{"what tiles read", check_tiled_reads},
                          {"a tile in shared memory", check_shared_tile},
                          {"a tile in registers", check_register_tile}});
}
