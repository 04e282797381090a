#pragma once
#include <span>
#include <string>

#include "viewer/toolkit/frame.h"

namespace alexnet::viewer {

/// The power of ten by which numbers of this size are divided, so that few digits are enough; 0 if
/// they are written as they are.
int written_exponent(double largest);

/// Numbers as a grid of coloured cells, blue below 0 and orange above, at full colour for the
/// largest; with the digits in them where there is room, else with the range below. `cell` becomes
/// the one that is pointed at. Returns the grid's height.
float number_tile(Frame& frame, const std::string& name, const std::string& title,
                  std::span<const double> numbers, int columns, ImVec2 size, int& cell);

}  // namespace alexnet::viewer
