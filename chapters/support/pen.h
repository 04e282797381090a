#pragma once
#include <string_view>

#include "core/image.h"

// What figures of the chapters are drawn with: lines, letters, and pictures beside pictures.
namespace alexnet::course {

/// Colours that stay apart for the colour-blind, and on paper without colour.
struct Ink {
  std::uint8_t red, green, blue;
};
inline constexpr Ink kBlue{40, 90, 170}, kOrange{225, 110, 20}, kGreen{40, 140, 70},
    kGrey{210, 210, 210}, kBlack{60, 60, 60};

/// An empty sheet, white.
Image white_sheet(int width, int height);
/// Copies a picture into a larger one. What does not fit in is left out.
void paste(Image& sheet, const Image& picture, int left, int top);
/// Pictures from left to right, or from top to bottom, on a sheet.
Image beside(const std::vector<Image>& pictures);
Image below(const std::vector<Image>& pictures);

/// The columns left ... right - 1 of the rows top ... bottom - 1. What lies outside is left out.
void fill_box(Image& sheet, int left, int top, int right, int bottom, Ink ink);
/// A straight line with round ends and smooth edges, between places in pixels.
void stroke(Image& sheet, double x0, double y0, double x1, double y1, Ink ink, double thickness);

/// The height of a line of text, in pixels; a capital stands on its lower part.
inline constexpr int kTextHeight = 14;
/// Writes in letters of strokes: ASCII, without the rarest signs. The corner is the upper left one.
/// Errors: a sign that has no strokes.
void write(Image& sheet, double left, double top, std::string_view text, Ink ink = kBlack);
/// How many pixels wide that is.
double text_width(std::string_view text);

}  // namespace alexnet::course
