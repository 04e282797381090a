#pragma once
#include <fmt/format.h>

#include <set>
#include <string>
#include <vector>

#include "support/pen.h"

// Chapter 12: what memory has to move for the 32 numbers that a warp reads.
namespace alexnet::course {

/// Which element of a matrix each lane of a warp reads.
struct WarpReads {
  const char* name;
  std::vector<int> elements;

  /// The sectors of eight floats that hold them.
  std::set<int> sectors() const {
    std::set<int> touched;
    for (const int element : elements) touched.insert(element / 8);
    return touched;
  }
};

inline constexpr Ink kMoved{250, 170, 90}, kNotMoved{228, 228, 228};

/// A matrix in memory, as far as it is drawn: the first sectors of each row, in boxes `height`
/// pixels high.
struct Memory {
  static constexpr int kCell = 9, kSector = 8 * kCell + 4, kShown = 10;  // pixels, pixels, sectors
  static constexpr int kLeft = 70, kRight = kLeft + kShown * kSector;
  int row_length, top, height;

  /// The upper left corner of an element's cell.
  int x(int element) const {
    const int col = element % row_length;
    return kLeft + col / 8 * kSector + col % 8 * kCell;
  }
  int y(int element) const { return top + element / row_length * (height + 2); }

  void draw(Image& sheet, const WarpReads& reads, int rows) const {
    const std::set<int> moved = reads.sectors();
    for (int row = 0; row < rows; ++row)
      for (int sector = 0; sector < kShown; ++sector) {
        const int first = row * row_length + sector * 8;
        fill_box(sheet, x(first), y(first), x(first) + 8 * kCell, y(first) + height,
                 moved.contains(first / 8) ? kMoved : kNotMoved);
      }
    const int rim = height / 6;
    for (const int element : reads.elements)
      fill_box(sheet, x(element) + 1, y(element) + rim, x(element) + kCell - 1,
               y(element) + height - rim, kBlack);
    write(sheet, kRight + 2, (top + y((rows - 1) * row_length) + height) / 2.0 - 12, "...");
  }
};

/// One way of reading, below `top`: the lanes as ticks above the memory, or to its left if each
/// lane has a row. Returns where it ends.
inline int draw_reads(Image& sheet, const WarpReads& reads, int row_length, int top) {
  const std::size_t sectors = reads.sectors().size();
  write(sheet, Memory::kLeft, top,
        fmt::format("{}: {} sector{}, {} bytes", reads.name, sectors, sectors > 1 ? "s" : "",
                    sectors * 32));
  const int rows = reads.elements.back() / row_length + 1;
  if (rows > 1) {
    const Memory memory{row_length, top + 24, 6};
    memory.draw(sheet, reads, rows);
    for (const int element : reads.elements)
      stroke(sheet, Memory::kLeft - 12, memory.y(element) + 3, Memory::kLeft - 4,
             memory.y(element) + 3, kBlue, 1.5);
    write(sheet, 12, memory.y(reads.elements.front()) - 5, "lane 0", kBlue);
    write(sheet, 6, memory.y(reads.elements.back()) - 5, "lane 31", kBlue);
    return memory.y(reads.elements.back()) + memory.height;
  }
  const bool same = reads.elements.front() == reads.elements.back();
  const int ticks = top + 24;
  const Memory memory{row_length, ticks + (same ? 44 : 20), 18};
  memory.draw(sheet, reads, 1);
  const auto middle = [&](int element) { return memory.x(element) + Memory::kCell / 2.0; };
  for (std::size_t lane = 0; lane < reads.elements.size(); ++lane) {
    const double to = middle(reads.elements[lane]), from = same ? middle(int(lane)) : to;
    if (same) stroke(sheet, from, ticks + 8, to, memory.top - 3, {150, 175, 215}, 1);
    stroke(sheet, from, ticks, from, ticks + (same ? 8 : 16), kBlue, 1.5);
  }
  write(sheet, 12, ticks - 4, "lane 0", kBlue);
  write(sheet, memory.x(same ? 31 : reads.elements.back()) + 14, ticks - 4, "lane 31", kBlue);
  return memory.top + memory.height;
}

/// All of them, one below the other, in a matrix with rows of `row_length` numbers.
inline Image draw_coalescing(const std::vector<WarpReads>& all, int row_length) {
  Image sheet = white_image(Memory::kRight + 22, 700);
  int top = 4;
  for (const WarpReads& reads : all) top = draw_reads(sheet, reads, row_length, top) + 20;
  const auto key = [&](int left, Ink ink, const std::string& text) {
    fill_box(sheet, left, top + 2, left + 14, top + 14, ink);
    write(sheet, left + 20, top, text);
  };
  key(Memory::kLeft, kBlack, "is read");
  key(Memory::kLeft + 110, kMoved, "is moved");
  key(Memory::kLeft + 230, kNotMoved,
      fmt::format("is not moved; nor are {} more sectors in each row",
                  row_length / 8 - Memory::kShown));
  Image cut = white_image(sheet.width, top + 22);
  paste(cut, sheet, 0, 0);
  return cut;
}

}  // namespace alexnet::course
