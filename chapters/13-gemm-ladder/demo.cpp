// Chapter 13: the ladder of matrix products. Counts what every rung reads, and writes its figures.
//
//   chapter_13_demo [FIGURE.png]
#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <filesystem>

#include "experiment.h"
#include "support/device.h"
#include "threads.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

void count_reads(const Size& size) {
  Experiment experiment(size);
  const double products = double(size.rows) * size.cols * size.terms;
  fmt::print("C of {} x {}, {} terms: {} products\n", size.rows, size.cols, size.terms, products);
  fmt::print("rung                 of A   of B    reads   per product   C is right\n");
  for (const Rung& rung : rungs()) {
    const bool right = experiment.run(rung, Count::all);
    fmt::print("{:19} {:5}  {:5}  {:7}   {:11.4f}   {}\n", rung.name, experiment.a_reads[0],
               experiment.b_reads[0], experiment.reads(), experiment.reads() / products,
               right ? "yes" : "NO");
  }
}

/// Sizes that no tile divides.
void hanging_over() {
  Experiment experiment({70, 150, 37});
  int right = 0;
  for (const Rung& rung : rungs()) right += experiment.run(rung, Count::all);
  fmt::print("C of 70 x 150, 37 terms: {} of {} rungs are right\n", right, rungs().size());
}

/// What rounding two Gaussian factors to 11 bits does to their product: a factor between 2^e and
/// 2^(e + 1) is off by up to 2^(e - 11).
void rounding() {
  double mean = 0;  // of 4^e; that of the factors' squares is 1
  for (int e = -30; e <= 5; ++e) {
    const auto below = [](double x) { return std::erf(x / std::sqrt(2.0)); };
    mean += std::ldexp(below(std::ldexp(1.0, e + 1)) - below(std::ldexp(1.0, e)), 2 * e);
  }
  const double off = std::sqrt(2 * mean / 3);
  fmt::print("mean of 4^e: {:.2f}; a product is off by {:.2f} * 2^-11 = {:.1e}\n", mean, off,
             std::ldexp(off, -11));
}

/// How many products there must be per byte for memory not to be the bottleneck.
void balance() {
  constexpr double kProductsPerSecond = 30e12, kBytesPerSecond = 3e12;
  for (const Rung& rung : {rungs()[0], rungs()[1], rungs()[2], rungs()[5]}) {
    const double bytes = 4.0 / rung.tile_rows + 4.0 / rung.tile_cols;
    fmt::print("tile {:3} x {:3}: {:6.4f} bytes per product; so memory allows {:7.2f} 10^12/s\n",
               rung.tile_rows, rung.tile_cols, bytes, kBytesPerSecond / bytes / 1e12);
  }
  fmt::print("(of {:.0f} 10^12/s that the arithmetic units do)\n", kProductsPerSecond / 1e12);
}

/// What the first block reads, one pixel per element. A to the left of C, B above it, and the
/// block's part of C; light blue: an element that is read once; the darker, the more often.
Image draw_reads() {
  constexpr Size kSize = {128, 160, 48};
  constexpr int kTop = 20, kCorner = kSize.terms + 6;  // where C begins
  constexpr int kWidth = kCorner + kSize.cols, kHeight = kCorner + kSize.rows, kStep = kWidth + 30;
  constexpr Ink kUnread{225, 225, 225}, kComputed{230, 120, 40};
  Image sheet = white_image(2 * kStep + kWidth, kTop + kHeight);
  Experiment experiment(kSize);
  for (int panel = 0; panel < 3; ++panel) {
    const Rung& rung = rungs()[std::size_t(panel)];
    experiment.run(rung, Count::one_block);
    const int rows = std::max(16, rung.tile_rows), cols = std::max(16, rung.tile_cols);
    const auto paint = [&](int x, int y, Ink ink) {
      fill_box(sheet, panel * kStep + x, kTop + y, panel * kStep + x + 1, kTop + y + 1, ink);
    };
    const auto colour_of = [&](unsigned reads) {
      const int s = std::bit_width(reads);
      return s == 0 ? kUnread : Ink{std::uint8_t(190 - 38 * s), std::uint8_t(215 - 30 * s), 245};
    };
    for (int i = 0; i < kSize.rows; ++i)
      for (int k = 0; k < kSize.terms; ++k)
        paint(k, kCorner + i, colour_of(experiment.a_reads[std::size_t(i * kSize.terms + k)]));
    for (int k = 0; k < kSize.terms; ++k)
      for (int j = 0; j < kSize.cols; ++j)
        paint(kCorner + j, k, colour_of(experiment.b_reads[std::size_t(k * kSize.cols + j)]));
    for (int i = 0; i < kSize.rows; ++i)
      for (int j = 0; j < kSize.cols; ++j)
        paint(kCorner + j, kCorner + i, i < rows && j < cols ? kComputed : kUnread);
    write(sheet, panel * kStep, 2, rung.name);
    write(sheet, panel * kStep + kSize.terms / 2 - 4, kTop + kHeight - 20, "A");
    write(sheet, panel * kStep + kWidth - 20, kTop + kSize.terms / 2 - 7, "B");
    write(sheet, panel * kStep + kWidth - 20, kTop + kHeight - 20, "C");
  }
  return sheet;
}

}  // namespace

int main(int argc, char** argv) {
  if (!have_device(80)) return 0;  // for tensor cores
  count_reads({128, 256, 64});
  hanging_over();
  balance();
  rounding();
  if (argc < 2) return 0;
  const std::filesystem::path figure = argv[1];
  write_png(figure, draw_reads());
  write_png(figure.parent_path() / "threads.png", draw_threads(owners_in_tile(), rungs()[2]));
}
