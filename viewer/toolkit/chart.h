#pragma once
#include <string>
#include <vector>

#include "viewer/toolkit/axis.h"
#include "viewer/toolkit/frame.h"

namespace alexnet::viewer {

/// A line through points of increasing x.
struct Curve {
  std::string name;
  ImU32 colour;
  bool marked = false;  ///< a dot on every point, and thicker: for the few that matter most
  std::vector<double> x, y;
};

/// A vertical line, with a word at its top.
struct ChartMark {
  double x = 0;
  std::string text;
};

struct Chart {
  std::string title, x_name, unit;  ///< "Errors", "iteration", " %"
  int decimals = 3;                 ///< of the last values, beside the names of the curves
  bool logarithmic = false;
  std::vector<Curve> curves;
  std::vector<ChartMark> marks;
};

/// Curves with axes, marks and names; pointing at a place shows the values there.
void draw_chart(Frame& frame, const Chart& chart, ImVec2 size);

}  // namespace alexnet::viewer
