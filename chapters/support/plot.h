#pragma once
#include <string_view>
#include <utility>
#include <vector>

#include "core/image.h"

// Curves and bars for the figures of the chapters. No letters, but numbers at the axes.
namespace alexnet::course {

struct Ink {
  std::uint8_t red, green, blue;
};
inline constexpr Ink kBlue{40, 90, 170}, kOrange{225, 110, 20}, kGreen{40, 140, 70},
    kGrey{210, 210, 210}, kBlack{60, 60, 60};

/// A range along an axis.
struct Range {
  double from, to;
};

/// A white picture with a coordinate system, which is drawn into in units of its axes.
class Plot {
 public:
  Plot(int width, int height, Range x, Range y);

  /// A thin line across the plot at that value, and the number at its end.
  void mark_x(double x, std::string_view number);
  void mark_y(double y, std::string_view number);
  /// Through all points, in order.
  void line(const std::vector<std::pair<double, double>>& points, Ink ink, double thickness = 2);
  void dot(double x, double y, Ink ink, double radius = 3);
  /// A box whose corners are (x.from, y.from) and (x.to, y.to).
  void box(Range x, Range y, Ink ink);

  const Image& image() const { return image_; }

 private:
  double column(double x) const;
  double row(double y) const;
  void blend(int column, int row, Ink ink, double opacity);
  void stroke(double x0, double y0, double x1, double y1, Ink ink, double thickness);
  void write(int left, int top, std::string_view number);

  Image image_;
  Range x_, y_;
};

/// Copies a picture into a larger one. What does not fit in is left out.
void paste(Image& sheet, const Image& picture, int left, int top);
/// An empty sheet, white.
Image white_sheet(int width, int height);

}  // namespace alexnet::course
