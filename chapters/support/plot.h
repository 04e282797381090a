#pragma once
#include <string_view>
#include <utility>
#include <vector>

#include "support/pen.h"

// Curves and bars for the figures of the chapters.
namespace alexnet::course {

/// A range along an axis.
struct Range {
  double from, to;
};

/// What an axis shows, in which unit; from where to where; and a mark at every multiple of `step`
/// (0: none), with its number in the format `number`.
struct Axis {
  std::string_view name;
  double from, to, step;
  const char* number = "{:.10g}";
};

/// A white picture with a coordinate system, to be drawn into in the units of its axes. On either
/// axis, `from` may be the larger number.
class Plot {
 public:
  /// width x height pixels between the axes; names and numbers come on top of that.
  Plot(int width, int height, const Axis& x, const Axis& y);

  /// A word on the left, at that height, in place of a number.
  void name_row(double y, std::string_view word);
  /// Through all points, in order.
  void line(const std::vector<std::pair<double, double>>& points, Ink ink, double thickness = 2);
  void dot(double x, double y, Ink ink, double radius = 3);
  /// A box whose corners are (x.from, y.from) and (x.to, y.to).
  void box(Range x, Range y, Ink ink);
  /// Text to the right of a place.
  void say(double x, double y, std::string_view text, Ink ink = kBlack);

  const Image& image() const { return image_; }

 private:
  double column(double x) const;
  double row(double y) const;

  Image image_;
  Range x_, y_;
  int width_, height_;
};

}  // namespace alexnet::course
