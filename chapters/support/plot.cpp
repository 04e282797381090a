#include "support/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace alexnet::course {
namespace {

// Pixels around the axes: numbers at the left, numbers and a name below, a name above.
constexpr int kLeft = 44, kBottom = 34, kTop = 22, kRight = 16;

/// The multiples of an axis's step that lie on it.
std::vector<double> marks_of(const Axis& axis) {
  if (axis.step == 0) return {};
  const auto [from, to] = std::minmax(axis.from, axis.to);
  std::vector<double> marks;
  for (double i = std::ceil(from / axis.step - 1e-9); i * axis.step <= to + 1e-9 * axis.step; ++i)
    marks.push_back(i * axis.step);
  return marks;
}

}  // namespace

Plot::Plot(int width, int height, const Axis& x, const Axis& y)
    : image_(white_image(kLeft + width + kRight, kTop + height + kBottom)),
      x_{x.from, x.to},
      y_{y.from, y.to},
      width_(width),
      height_(height) {
  const auto number = [](const Axis& axis, double mark) {
    return fmt::format(fmt::runtime(axis.number), mark + 0.0);  // no "-0"
  };
  for (const double mark : marks_of(x)) {
    stroke(image_, column(mark), kTop, column(mark), kTop + height, kGrey, 1);
    const std::string text = number(x, mark);
    const double left = std::min(column(mark) - text_width(text) / 2,
                                 image_.width - text_width(text));  // not cut off
    write(image_, left, kTop + height + 6, text);
  }
  for (const double mark : marks_of(y)) {
    stroke(image_, kLeft, row(mark), kLeft + width, row(mark), kGrey, 1);
    name_row(mark, number(y, mark));
  }
  write(image_, kLeft + (width - text_width(x.name)) / 2, kTop + height + 20, x.name);
  write(image_, kLeft - 8, 2, y.name);
}

double Plot::column(double x) const { return kLeft + (x - x_.from) / (x_.to - x_.from) * width_; }

double Plot::row(double y) const { return kTop + (y_.to - y) / (y_.to - y_.from) * height_; }

void Plot::name_row(double y, std::string_view word) {
  write(image_, kLeft - 4 - text_width(word), row(y) - 5.5, word);
}

void Plot::line(const std::vector<std::pair<double, double>>& points, Ink ink, double thickness) {
  for (std::size_t i = 0; i + 1 < points.size(); ++i)
    stroke(image_, column(points[i].first), row(points[i].second), column(points[i + 1].first),
           row(points[i + 1].second), ink, thickness);
}

void Plot::dot(double x, double y, Ink ink, double radius) {
  stroke(image_, column(x), row(y), column(x), row(y), ink, 2 * radius);
}

void Plot::box(Range x, Range y, Ink ink) {
  const auto [left, right] = std::minmax({std::lround(column(x.from)), std::lround(column(x.to))});
  const auto [top, bottom] = std::minmax({std::lround(row(y.from)), std::lround(row(y.to))});
  fill_box(image_, int(left), int(top), int(right), int(bottom), ink);
}

void Plot::say(double x, double y, std::string_view text, Ink ink) {
  write(image_, column(x) + 4, row(y) - 5.5, text, ink);
}

}  // namespace alexnet::course
