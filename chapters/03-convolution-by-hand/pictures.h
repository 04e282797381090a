#pragma once
#include <fmt/format.h>

#include "support/pen.h"

// Two pictures of this chapter: a filter over three channels, and the last windows of conv1.
namespace alexnet::course {

/// Text around a place.
inline void label(Image& sheet, double x, double y, std::string_view text, Ink ink = kBlack) {
  write(sheet, x - text_width(text) / 2, y - kTextHeight / 2, text, ink);
}

/// A square grid of cells, with lines in that ink.
inline void grid(Image& sheet, int left, int top, int cells, int cell, Ink ink, double thickness) {
  for (int i = 0; i <= cells; ++i) {
    const int at = i * cell, end = cells * cell;
    stroke(sheet, left + at, top, left + at, top + end, ink, thickness);
    stroke(sheet, left, top + at, left + end, top + at, ink, thickness);
  }
}

/// One window in three channels, three squares of weights, and the one number that they make.
inline Image draw_filter() {
  constexpr Ink kInks[] = {{200, 60, 50}, kGreen, kBlue};
  constexpr const char* kNames[] = {"red", "green", "blue"};
  constexpr int kCell = 13, kImage = 8, kFilter = 3, kStep = 126, kTop = 30;
  constexpr int kImageLeft = 56, kFilterLeft = 250, kSumAt = 400, kMapLeft = 490;
  constexpr int kRow = 2, kColumn = 3;                                        // of the window
  constexpr int kMiddle = kTop + kStep + kRow * kCell + kFilter * kCell / 2;  // the green one's
  Image sheet = white_image(590, kTop + 3 * kStep - 10);
  write(sheet, kImageLeft - 6, 6, "image: 3 channels");
  write(sheet, kFilterLeft - 40, 6, "filter: 3 x 3 x 3");
  write(sheet, kSumAt - 26, 6, "27 products");
  write(sheet, kMapLeft, 6, "one map");
  for (int c = 0; c < 3; ++c) {
    const int top = kTop + c * kStep, left = kImageLeft + kColumn * kCell;
    const int window_top = top + kRow * kCell, filter_top = window_top;
    write(sheet, 8, top + kImage * kCell / 2 - 7, kNames[c], kInks[c]);
    fill_box(sheet, left, window_top, left + kFilter * kCell, window_top + kFilter * kCell,
             {225, 225, 225});
    grid(sheet, kImageLeft, top, kImage, kCell, kGrey, 1);
    grid(sheet, left, window_top, kFilter, kCell, kInks[c], 2);
    grid(sheet, kFilterLeft, filter_top, kFilter, kCell, kInks[c], 2);
    const int middle = filter_top + kFilter * kCell / 2;
    stroke(sheet, left + kFilter * kCell + 6, window_top + kFilter * kCell / 2, kFilterLeft - 34,
           middle, kGrey, 1.5);
    label(sheet, kFilterLeft - 20, middle, "times");
    stroke(sheet, kFilterLeft + kFilter * kCell + 6, middle, kSumAt - 18, kMiddle, kInks[c], 1.5);
  }
  stroke(sheet, kSumAt, kMiddle, kSumAt, kMiddle, kBlack, 34);
  stroke(sheet, kSumAt, kMiddle, kSumAt, kMiddle, {255, 255, 255}, 31);
  label(sheet, kSumAt, kMiddle, "sum");
  label(sheet, kSumAt, kMiddle + 46, "bias");
  stroke(sheet, kSumAt, kMiddle + 36, kSumAt, kMiddle + 20, kBlack, 1.5);
  const int map_top = kMiddle - (kRow * kCell + kCell / 2), left = kMapLeft + kColumn * kCell;
  fill_box(sheet, left, kMiddle - kCell / 2, left + kCell, kMiddle + kCell / 2 + 1, kBlack);
  grid(sheet, kMapLeft, map_top, kImage - kFilter + 1, kCell, kGrey, 1);
  stroke(sheet, kSumAt + 18, kMiddle, left - 2, kMiddle, kBlack, 1.5);
  return sheet;
}

/// The right border of conv1's image: the last pixels, and the last two windows.
inline Image draw_border() {
  constexpr int kFirst = 209, kImage = 224, kEnd = 227, kCell = 30, kLeft = 30, kTop = 36;
  Image sheet = white_image(kLeft + (kEnd - kFirst) * kCell + 20, 150);
  const auto column = [&](int pixel) { return kLeft + (pixel - kFirst) * kCell; };
  write(sheet, kLeft, 8, "the image's last pixels");
  write(sheet, column(kImage) + 10, 8, "no pixels: 0");
  for (int pixel = kFirst; pixel < kEnd; ++pixel) {
    const bool inside = pixel < kImage;
    const Ink ink = pixel == kImage - 1 ? Ink{250, 215, 180} : Ink{235, 235, 235};
    if (inside) fill_box(sheet, column(pixel), kTop, column(pixel + 1), kTop + kCell, ink);
    for (const int side : {pixel, pixel + 1})
      stroke(sheet, column(side), kTop, column(side), kTop + kCell, kGrey, 1);
    label(sheet, column(pixel) + kCell / 2 + 1, kTop + kCell / 2,
          inside ? fmt::format("{}", pixel) : "0");
  }
  for (const int row : {kTop, kTop + kCell}) stroke(sheet, kLeft, row, column(kEnd), row, kGrey, 1);
  stroke(sheet, column(kImage), kTop - 8, column(kImage), kTop + kCell + 8, kBlack, 2);
  const auto window = [&](int number, int row, Ink ink) {
    const int from = 4 * (number - 1), to = from + 11;
    stroke(sheet, column(from) + 3, row, column(to) - 3, row, ink, 3);
    for (const int end : {column(from) + 3, column(to) - 3})
      stroke(sheet, end, row - 6, end, row, ink, 3);
    write(sheet, column(from) + 20, row + 5,
          fmt::format("window {}: {} to {}", number, from, to - 1), ink);
  };
  window(54, kTop + kCell + 14, kBlue);
  window(55, kTop + kCell + 52, kOrange);
  return sheet;
}

}  // namespace alexnet::course
