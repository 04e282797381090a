#include "support/plot.h"

#include <algorithm>
#include <cmath>

namespace alexnet::course {
namespace {

constexpr int kLeft = 36, kBottom = 18, kMargin = 8;  // pixels around the axes
constexpr int kDot = 2;                               // the size of a dot of a digit, in pixels

/// Five rows of three dots each for "0123456789.-".
constexpr std::string_view kSigns = "0123456789.-";
constexpr const char* kGlyphs[] = {"####.##.##.####", ".#.##..#..#.###", "###..#####..###",
                                   "###..####..####", "#.##.####..#..#", "####..###..####",
                                   "####..####.####", "###..#..#..#..#", "####.#####.####",
                                   "####.####..####", ".............#.", "......###......"};

}  // namespace

Plot::Plot(int width, int height, Range x, Range y)
    : image_(white_sheet(width, height)), x_(x), y_(y) {}

double Plot::column(double x) const {
  return kLeft + (x - x_.from) / (x_.to - x_.from) * (image_.width - kLeft - kMargin);
}

double Plot::row(double y) const {
  return kMargin + (y_.to - y) / (y_.to - y_.from) * (image_.height - kMargin - kBottom);
}

void Plot::blend(int column, int row, Ink ink, double opacity) {
  if (column < 0 || column >= image_.width || row < 0 || row >= image_.height) return;
  std::uint8_t* pixel = image_.pixel(column, row);
  const std::uint8_t colours[3] = {ink.red, ink.green, ink.blue};
  for (int c = 0; c < 3; ++c)
    pixel[c] = std::uint8_t(std::lround(pixel[c] + opacity * (colours[c] - pixel[c])));
}

void Plot::stroke(double x0, double y0, double x1, double y1, Ink ink, double thickness) {
  const double half = thickness / 2, dx = x1 - x0, dy = y1 - y0, length2 = dx * dx + dy * dy;
  for (int row = int(std::min(y0, y1) - half - 1); row <= std::max(y0, y1) + half + 1; ++row)
    for (int col = int(std::min(x0, x1) - half - 1); col <= std::max(x0, x1) + half + 1; ++col) {
      const double px = col + 0.5 - x0, py = row + 0.5 - y0;
      const double along = length2 > 0 ? std::clamp((px * dx + py * dy) / length2, 0.0, 1.0) : 0;
      const double distance = std::hypot(px - along * dx, py - along * dy);
      blend(col, row, ink, std::clamp(half + 0.5 - distance, 0.0, 1.0));
    }
}

void Plot::line(const std::vector<std::pair<double, double>>& points, Ink ink, double thickness) {
  for (std::size_t i = 0; i + 1 < points.size(); ++i)
    stroke(column(points[i].first), row(points[i].second), column(points[i + 1].first),
           row(points[i + 1].second), ink, thickness);
}

void Plot::dot(double x, double y, Ink ink, double radius) {
  stroke(column(x), row(y), column(x), row(y), ink, 2 * radius);
}

void Plot::box(Range x, Range y, Ink ink) {
  const auto [left, right] = std::minmax({std::lround(column(x.from)), std::lround(column(x.to))});
  const auto [top, bottom] = std::minmax({std::lround(row(y.from)), std::lround(row(y.to))});
  for (long r = top; r < bottom; ++r)
    for (long c = left; c < right; ++c) blend(int(c), int(r), ink, 1);
}

void Plot::mark_x(double x, std::string_view number) {
  stroke(column(x), row(y_.from), column(x), row(y_.to), kGrey, 1);
  const int width = int(number.size()) * 4 * kDot - kDot;
  const int left = std::min(int(column(x)) - width / 2, image_.width - width - 1);  // not cut off
  write(left, image_.height - kBottom + 5, number);
}

void Plot::mark_y(double y, std::string_view number) {
  stroke(column(x_.from), row(y), column(x_.to), row(y), kGrey, 1);
  write(kLeft - 4 - int(number.size()) * 4 * kDot, int(row(y)) - 2 * kDot, number);
}

void Plot::write(int left, int top, std::string_view number) {
  for (const char sign : number) {
    const char* glyph = kGlyphs[kSigns.find(sign)];
    for (int i = 0; i < 15; ++i)
      if (glyph[i] == '#')
        for (int dot = 0; dot < kDot * kDot; ++dot)
          blend(left + i % 3 * kDot + dot % kDot, top + i / 3 * kDot + dot / kDot, kBlack, 1);
    left += 4 * kDot;
  }
}

void paste(Image& sheet, const Image& picture, int left, int top) {
  const int width = std::min(picture.width, sheet.width - left);
  for (int row = 0; row < picture.height && top + row < sheet.height; ++row)
    std::copy_n(picture.pixel(0, row), width * 3, sheet.pixel(left, top + row));
}

Image white_sheet(int width, int height) {
  Image sheet(width, height);
  std::fill(sheet.rgb.begin(), sheet.rgb.end(), std::uint8_t(255));
  return sheet;
}

}  // namespace alexnet::course
