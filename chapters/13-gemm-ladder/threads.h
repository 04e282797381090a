#pragma once
#include <fmt/format.h>

#include <string>
#include <vector>

#include "kernels.h"
#include "support/pen.h"

// Chapter 13: which thread of a block computes what, in rung 3.
namespace alexnet::course {

/// A tile of C; to its left one term of A's tile, above it one of B's. Two threads of warp 0 in
/// colour, its others in a darker grey. owners: the thread of each element, row by row.
inline Image draw_threads(const std::vector<int>& owners, const Rung& rung) {
  constexpr int kOne = 0, kOther = 21;
  constexpr Ink kOfWarp{185, 185, 185}, kOthers{228, 228, 228};
  constexpr int kCell = 5, kApart = 3, kRowGroup = 8, kColGroup = 16;  // groups a little apart
  constexpr int kStrip = 12, kLeft = 112, kTop = 64;
  const int rows = rung.tile_rows, cols = rung.tile_cols;
  const auto x = [](int col) { return kLeft + col * kCell + col / kColGroup * kApart; };
  const auto y = [](int row) { return kTop + row * kCell + row / kRowGroup * kApart; };
  const int right = x(cols - 1) + kCell, bottom = y(rows - 1) + kCell;
  Image sheet = white_image(right + 12, bottom + 52);
  const auto box = [&](int left, int top, int width, int height, Ink ink) {
    fill_box(sheet, left, top, left + width - 1, top + height - 1, ink);
  };

  std::vector<Ink> of_a(std::size_t(rows), kOthers), of_b(std::size_t(cols), kOthers);
  for (int row = 0; row < rows; ++row)
    for (int col = 0; col < cols; ++col) {
      const int owner = owners[std::size_t(row * cols + col)];
      Ink ink = owner < 32 ? kOfWarp : kOthers;
      if (owner == kOne || owner == kOther) {
        ink = owner == kOne ? kOrange : kBlue;
        of_a[std::size_t(row)] = of_b[std::size_t(col)] = ink;
      }
      box(x(col), y(row), kCell, kCell, ink);
    }
  for (int row = 0; row < rows; ++row)
    box(kLeft - 2 * kStrip, y(row), kStrip, kCell, of_a[std::size_t(row)]);
  for (int col = 0; col < cols; ++col)
    box(x(col), kTop - 2 * kStrip, kCell, kStrip, of_b[std::size_t(col)]);

  const auto bracket = [&](double x0, double y0, double x1, double y1, double foot_x,
                           double foot_y) {
    stroke(sheet, x0, y0, x1, y1, kBlack, 1.5);
    stroke(sheet, x0, y0, x0 + foot_x, y0 + foot_y, kBlack, 1.5);
    stroke(sheet, x1, y1, x1 + foot_x, y1 + foot_y, kBlack, 1.5);
  };
  const int above = kTop - 2 * kStrip - 8, beside = kLeft - 2 * kStrip - 8;
  bracket(x(2 * kColGroup), above, x(3 * kColGroup - 1) + kCell, above, 0, 5);
  write(sheet, x(2 * kColGroup), above - 20, "16 neighbours, which a warp reads at a time");
  for (int row = 0; row < rows; row += 2 * kRowGroup) {
    bracket(beside, y(row), beside, y(row + 2 * kRowGroup - 1) + kCell, 5, 0);
    write(sheet, beside - 58, y(row + kRowGroup) - 9, fmt::format("warp {}", row / kRowGroup / 2));
  }
  write(sheet, kLeft - 2 * kStrip + 1, kTop - 2 * kStrip - 2, "B");
  write(sheet, kLeft - 2 * kStrip + 1, bottom + 4, "A");
  for (int col = 0; col < cols; col += kColGroup)
    write(sheet, x(col) - 1, bottom + 4, fmt::format("{}", col));
  write(sheet, right - 12, bottom + 4, "C");
  const auto key = [&](int left, Ink ink, const std::string& text) {
    box(left, bottom + 34, 12, 12, ink);
    write(sheet, left + 18, bottom + 33, text);
  };
  key(kLeft, kOrange, fmt::format("thread {}", kOne));
  key(kLeft + 110, kBlue, fmt::format("thread {}", kOther));
  key(kLeft + 230, kOfWarp, "the other 30 threads of warp 0");
  return sheet;
}

}  // namespace alexnet::course
