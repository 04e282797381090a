#pragma once
#include <fmt/format.h>

#include <cmath>
#include <string>

#include "paper_net.h"
#include "support/pen.h"

// Two pictures of this chapter: its network, and the windows that cover a pixel.
namespace alexnet::course {

struct Place {
  double x, y;
};

/// Text around a place, on white.
inline void label(Image& sheet, Place middle, std::string_view text, Ink ink = kBlack) {
  const double left = middle.x - text_width(text) / 2, top = middle.y - kTextHeight / 2;
  fill_box(sheet, int(left) - 3, int(top), int(left + text_width(text)) + 3, int(top) + kTextHeight,
           {255, 255, 255});
  write(sheet, left, top + 1, text, ink);
}

/// With three decimals, without zeros at the end.
inline std::string decimal(Real value) {
  return fmt::format("{:g}", std::round(double(value) * 1000) / 1000 + 0.0);
}

/// A circle with a name inside; above it its number, below it that number's gradient.
inline void node(Image& sheet, Place at, std::string_view name, Real value, Real gradient,
                 bool silent = false) {
  const auto disc = [&](double radius, Ink ink) {
    stroke(sheet, at.x, at.y, at.x, at.y, ink, 2 * radius);
  };
  disc(22, silent ? Ink{150, 150, 150} : kBlack);
  disc(20, silent ? kGrey : Ink{255, 255, 255});
  write(sheet, at.x - text_width(name) / 2 + 1, at.y - kTextHeight / 2 + 1, name);
  label(sheet, {at.x, at.y - 33}, decimal(value));
  label(sheet, {at.x, at.y + 33}, decimal(gradient), kOrange);
}

/// The network on paper as a graph, after forward() and backward().
inline Image draw_network(const PaperNet& net) {
  constexpr double kX = 50, kA = 250, kH = 370, kZ = 570, kL = 690;  // columns
  constexpr std::array<double, 2> kRows = {105, 255};
  Image sheet = white_image(740, 320);
  const auto edge = [&](Place from, Place to, bool silent) {
    stroke(sheet, from.x, from.y, to.x, to.y, silent ? kGrey : kBlack, 2);
  };
  /// All edges of a fully connected layer, each with its weight and the weight's gradient.
  const auto layer = [&](double from, double to, const Tensor& weight, const Tensor& grad,
                         auto is_silent) {
    for (int o = 0; o < 2; ++o)
      for (int i = 0; i < 2; ++i) edge({from, kRows[i]}, {to, kRows[o]}, is_silent(o, i));
    for (int o = 0; o < 2; ++o)
      for (int i = 0; i < 2; ++i) {
        const Place at{from + 0.36 * (to - from), kRows[i] + 0.36 * (kRows[o] - kRows[i])};
        label(sheet, {at.x, at.y - 7}, decimal(weight.data()[2 * o + i]));
        label(sheet, {at.x, at.y + 7}, decimal(grad.data()[2 * o + i]), kOrange);
      }
  };
  layer(kX, kA, net.weight1, net.grad_w1, [&](int o, int) { return net.h.data()[o] == 0; });
  layer(kH, kZ, net.weight2, net.grad_w2, [&](int, int i) { return net.h.data()[i] == 0; });
  const double middle = (kRows[0] + kRows[1]) / 2;
  for (int i = 0; i < 2; ++i) {
    const double row = kRows[i];
    const bool silent = net.h.data()[i] == 0;
    edge({kA, row}, {kH, row}, silent);
    edge({kZ, row}, {kL, middle}, false);
    const auto draw = [&](double column, const Tensor& values, const Tensor& gradients, bool grey) {
      node(sheet, {column, row}, fmt::format("{}{}", values.name(), i), values.data()[i],
           gradients.data()[i], grey);
    };
    draw(kX, net.x, net.grad_x, false);
    draw(kA, net.a, net.grad_a, silent);
    draw(kH, net.h, net.grad_h, silent);
    draw(kZ, net.z, net.grad_z, false);
    label(sheet, {(kZ + kL) / 2, (row + middle) / 2},
          fmt::format("p{} {}", i, decimal(net.p.data()[i])));
  }
  node(sheet, {kL, middle}, "L", net.loss.data()[0], 1);
  const std::pair<double, const char*> titles[] = {
      {kX, "input"},  {(kX + kA) / 2, "weight1"}, {kA, "sum"},   {(kA + kH) / 2, "ReLU"},
      {kH, "hidden"}, {(kH + kZ) / 2, "weight2"}, {kZ, "score"}, {kL, "loss"}};
  for (const auto& [column, title] : titles) label(sheet, {column, 22}, title);
  return sheet;
}

/// The pixel in the middle of 3 x 3 under each tap of a filter, in the window where it lies there.
inline Image draw_windows(const Tensor& weight) {
  constexpr int kCell = 36, kPanel = 165, kLeft = 28, kTop = 10;
  Image sheet = white_image(4 * kPanel, kTop + 3 * kCell + 48);
  for (int tap = 0; tap < 4; ++tap) {
    const int ky = tap / 2, kx = tap % 2, oy = 1 - ky, ox = 1 - kx, left = kLeft + tap * kPanel;
    const auto box = [&](int y, int x, int rows, int columns, Ink ink, double thickness) {
      const double x0 = left + x * kCell, y0 = kTop + y * kCell, x1 = x0 + columns * kCell,
                   y1 = y0 + rows * kCell;
      for (const auto& [from, to] : {std::pair{Place{x0, y0}, Place{x1, y0}},
                                     {Place{x1, y0}, Place{x1, y1}},
                                     {Place{x1, y1}, Place{x0, y1}},
                                     {Place{x0, y1}, Place{x0, y0}}})
        stroke(sheet, from.x, from.y, to.x, to.y, ink, thickness);
    };
    for (int i = 0; i < 9; ++i) box(i / 3, i % 3, 1, 1, kGrey, 1.5);
    fill_box(sheet, left + kCell, kTop + kCell, left + 2 * kCell, kTop + 2 * kCell, kOrange);
    box(oy, ox, 2, 2, kBlue, 4);
    for (int i = 0; i < 4; ++i) {
      const std::string number = decimal(weight.data()[i]);
      write(sheet, left + (ox + i % 2 + 0.5) * kCell - text_width(number) / 2,
            kTop + (oy + i / 2 + 0.5) * kCell - kTextHeight / 2, number,
            i == tap ? Ink{255, 255, 255} : kBlue);
    }
    const double middle = left + 1.5 * kCell;
    label(sheet, {middle, kTop + 3 * kCell + 16}, fmt::format("window {},{}", oy, ox), kBlue);
    label(sheet, {middle, kTop + 3 * kCell + 33},
          fmt::format("tap {},{} adds {}", ky, kx, decimal(weight.data()[tap])), kOrange);
  }
  return sheet;
}

}  // namespace alexnet::course
