#pragma once
#include <string_view>

#include "core/image.h"

// What the chapters' figures are drawn with: lines, letters, and pictures side by side.
namespace alexnet::course {

/// Colours that can be told apart by the colour-blind, and on paper without colour.
struct Ink {
  std::uint8_t red, green, blue;
};
inline constexpr Ink kBlue{40, 90, 170}, kOrange{225, 110, 20}, kGreen{40, 140, 70},
    kGrey{210, 210, 210}, kBlack{60, 60, 60};

/// Pictures from left to right, or from top to bottom, on a sheet.
Image beside(const std::vector<Image>& pictures);
Image below(const std::vector<Image>& pictures);

/// Fills columns left ... right - 1 of rows top ... bottom - 1. What lies outside is left out.
void fill_box(Image& sheet, int left, int top, int right, int bottom, Ink ink);
/// A straight line with round ends and smooth edges, between places in pixels.
void stroke(Image& sheet, double x0, double y0, double x1, double y1, Ink ink, double thickness);

/// The height of a line of text, in pixels; a capital stands on its lower part.
inline constexpr int kTextHeight = 14;
/// Writes in letters made of strokes: ASCII, without the rarest characters. (left, top) is the
/// upper left corner. Errors: a character that has no strokes.
void write(Image& sheet, double left, double top, std::string_view text, Ink ink = kBlack);
/// How many pixels wide the text is.
double text_width(std::string_view text);

}  // namespace alexnet::course
