#pragma once
#include <fmt/format.h>

#include "kernels.h"
#include "support/plot.h"

// Chapter 14: what one block of the ladder's kernels reads of a map.
namespace alexnet::course {

/// The colour of a pixel that is read that often; conv2's are read up to 25 times.
inline Ink shade(int times) {
  const auto pale = std::uint8_t(235 - times * 8);
  return {pale, pale, 245};
}

/// How often the middle block reads each pixel of channel 0, and in orange what one warp reads of
/// it at a time.
inline Image reading(int number, int columns, int first_row) {
  const ConvGeometry g = paper_layers(1)[std::size_t(number - 1)];
  const int filter_map = g.filter_height * g.filter_width, last_row = first_row + 27;
  const std::vector<Request> all = requests(Operand::windows, g, filter_map);
  std::vector<int> reads(std::size_t(g.height * g.width));
  for (const Request& r : all)
    for (const int at : r.offset)
      if (at >= 0 && at < g.height * g.width) ++reads[std::size_t(at)];
  for (const int at : all[std::size_t(filter_map / 2 * 4)].offset) reads[std::size_t(at)] = -1;
  Plot plot(columns * 7, 27 * 7, {"column", 0, double(columns), 5},
            {fmt::format("row of conv{}'s map", number), double(last_row), double(first_row), 5});
  for (int y = first_row; y < last_row; ++y)
    for (int x = 0; x < columns; ++x) {  // white lines between pixels
      const int times = reads[std::size_t(y * g.width + x)];
      plot.box({x + 0.15, x + 1.0}, {y + 0.15, y + 1.0}, times < 0 ? kOrange : shade(times));
    }
  return plot.image();
}

/// The key: which colour stands for how many reads.
inline Image scale() {
  Plot plot(
      26 * 18, 14,
      {"times that the block reads a pixel; orange: what one warp reads at a time", -0.5, 25.5, 5},
      {"", 0, 1, 0});
  for (int times = 0; times <= 25; ++times)
    plot.box({times - 0.45, times + 0.45}, {0, 1}, shade(times));
  return plot.image();
}

/// 27 rows of each map: all of conv2's, and as much of conv1's as is read.
inline void write_figure(const char* path) {
  write_png(path, below({beside({reading(2, 27, 0), reading(1, 80, 98)}), scale()}));
}

}  // namespace alexnet::course
