#include "support/pen.h"

#include <algorithm>
#include <cmath>

namespace alexnet::course {
namespace {

void blend(std::uint8_t* pixel, Ink ink, double opacity) {
  const std::uint8_t colours[3] = {ink.red, ink.green, ink.blue};
  for (int c = 0; c < 3; ++c)
    pixel[c] = std::uint8_t(std::lround(pixel[c] + opacity * (colours[c] - pixel[c])));
}

Image arranged(const std::vector<Image>& pictures, bool beside) {
  int width = 0, height = 0;
  for (const Image& p : pictures) {
    width = beside ? width + p.width : std::max(width, p.width);
    height = beside ? std::max(height, p.height) : height + p.height;
  }
  Image sheet = white_image(width, height);
  int at = 0;
  for (const Image& p : pictures) {
    paste(sheet, p, beside ? at : 0, beside ? 0 : at);
    at += beside ? p.width : p.height;
  }
  return sheet;
}

}  // namespace

Image beside(const std::vector<Image>& pictures) { return arranged(pictures, true); }

Image below(const std::vector<Image>& pictures) { return arranged(pictures, false); }

void fill_box(Image& sheet, int left, int top, int right, int bottom, Ink ink) {
  for (int row = std::max(top, 0); row < std::min(bottom, sheet.height); ++row)
    for (int col = std::max(left, 0); col < std::min(right, sheet.width); ++col)
      blend(sheet.pixel(col, row), ink, 1);
}

void stroke(Image& sheet, double x0, double y0, double x1, double y1, Ink ink, double thickness) {
  const double half = thickness / 2, dx = x1 - x0, dy = y1 - y0, length2 = dx * dx + dy * dy;
  const int left = std::max(0, int(std::min(x0, x1) - half - 1));
  const int right = std::min(sheet.width - 1, int(std::max(x0, x1) + half + 1));
  const int top = std::max(0, int(std::min(y0, y1) - half - 1));
  const int bottom = std::min(sheet.height - 1, int(std::max(y0, y1) + half + 1));
  for (int row = top; row <= bottom; ++row)
    for (int col = left; col <= right; ++col) {
      const double px = col + 0.5 - x0, py = row + 0.5 - y0;
      const double along = length2 > 0 ? std::clamp((px * dx + py * dy) / length2, 0.0, 1.0) : 0;
      const double distance = std::hypot(px - along * dx, py - along * dy);
      blend(sheet.pixel(col, row), ink, std::clamp(half + 0.5 - distance, 0.0, 1.0));
    }
}

}  // namespace alexnet::course
