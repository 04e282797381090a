#include "viewer/panels/colour_histogram.h"

#include <algorithm>

#include "viewer/toolkit/frame.h"
#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

/// What the rule at the top of a histogram stands for, and what its line: "height 12 kernels median
/// 0.47", each above its place as far as both have room.
void draw_histogram_heading(int highest, float median, float width) {
  const ImVec2 place = ImGui::GetCursorScreenPos();
  const std::string count = fmt::format("height {} kernels", highest);
  const std::string of_line = fmt::format("median {:.2f}", median);
  const float count_end = ImGui::CalcTextSize(count.c_str()).x + em(0.6f);
  const float line_start = width - ImGui::CalcTextSize(of_line.c_str()).x;
  text_at(place, kFaint, count);
  text_at({place.x + std::max(count_end, std::min(width * median, line_start)), place.y}, kInk,
          of_line);
  ImGui::Dummy({width, em(0.9f)});
}

}  // namespace

void colour_histogram(const ColourFacts& colours, Tower tower, int highest, ImVec2 size) {
  draw_histogram_heading(highest, colours.median, size.x);
  const ImVec2 place = ImGui::GetCursorScreenPos();
  const float bottom = place.y + size.y;
  draw_histogram(place, size, colours.histogram, highest, with_alpha(tower_colour(tower), 0.75f));
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->AddLine(place, {place.x + size.x, place.y}, kRule);  // where `highest` kernels reach
  const float median = place.x + size.x * colours.median;
  draw->AddLine({median, place.y}, {median, bottom}, kInk, 2);
  const float labels = bottom + em(0.15f);
  const std::string middle = fmt::format("tower {}", to_text(tower)), right = "colour 1";
  const float middle_width = ImGui::CalcTextSize(middle.c_str()).x;
  text_at({place.x, labels}, kFaint, "0 grey");
  text_at({place.x + (size.x - middle_width) / 2, labels}, tower_colour(tower), middle);
  text_at({place.x + size.x - ImGui::CalcTextSize(right.c_str()).x, labels}, kFaint, right);
  ImGui::Dummy({size.x, size.y + em(1.4f)});
  tooltip(
      fmt::format("Tower {}: how many kernels have which colour share, from 0 (grey) to 1. "
                  "The dark line is the median, {:.2f}; the tallest bar stands for {} kernels.",
                  to_text(tower), colours.median, colours.tallest_bar()));
}

}  // namespace alexnet::viewer
