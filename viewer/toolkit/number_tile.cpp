#include "viewer/toolkit/number_tile.h"

#include <algorithm>
#include <cmath>

#include "core/ceil_div.h"
#include "viewer/model/maps.h"
#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

ImU32 colour_of(double share) {
  const auto [r, g, b] = diverging(share);
  return IM_COL32(r, g, b, 255);
}

/// Dark letters or white ones, whichever stand out more from the cell. (Relative luminance and its
/// bound, 0.18, are those of WCAG 2.1: there, the contrasts with black and with white are equal.)
ImU32 letters_on(double share) {
  const auto linear = [](std::uint8_t byte) {
    const double c = byte / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  const auto [r, g, b] = diverging(share);
  const double luminance = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  return luminance < 0.18 ? IM_COL32(255, 255, 255, 255) : kInk;
}

/// "0" for zero itself, and no sign where the digits are all zeros.
std::string digits_of(double number, int behind_the_point) {
  if (number == 0) return "0";
  const std::string digits = fmt::format("{:.{}f}", number, behind_the_point);
  const bool is_tiny = digits.find_first_of("123456789") == std::string::npos;
  return is_tiny && digits.front() == '-' && std::isfinite(number) ? digits.substr(1) : digits;
}

/// In the middle of the cell, in small letters, dark on light and light on dark.
void draw_digits(ImVec2 min, ImVec2 max, const std::string& digits, double share) {
  const float small = std::clamp((max.x - min.x) * 0.3f, em(0.68f), em(0.9f)),
              scale = small / ImGui::GetFontSize();
  const ImVec2 full = ImGui::CalcTextSize(digits.c_str());
  const ImVec2 place = {(min.x + max.x - full.x * scale) / 2, (min.y + max.y - small) / 2};
  ImGui::GetWindowDrawList()->AddText(ImGui::GetFont(), small, place, letters_on(share),
                                      digits.c_str());
}

/// What the two full colours stand for, at the ends of a tile as wide as that, or beside each other
/// below a narrower one; with their names where there is room.
void draw_range(double largest, float width) {
  std::string low = fmt::format("{:.3g}", -largest), high = fmt::format("{:.3g}", largest);
  const std::string low_named = "blue " + low, high_named = "orange " + high;
  if (ImGui::CalcTextSize((low_named + "  " + high_named).c_str()).x <= width) {
    low = low_named;
    high = high_named;
  }
  const ImVec2 place = ImGui::GetCursorScreenPos();
  const float right = std::max(width - ImGui::CalcTextSize(high.c_str()).x,
                               ImGui::CalcTextSize(low.c_str()).x + em(0.5f));
  text_at({place.x + right, place.y}, kVermillion, high);
  coloured_text(kBlue, low);
}

}  // namespace

int written_exponent(double largest) {
  if (!(largest > 0) || !std::isfinite(largest)) return 0;
  const int exponent = int(std::floor(std::log10(largest)));
  return exponent >= -1 && exponent <= 1 ? 0 : exponent;
}

float number_tile(Frame& frame, const std::string& name, const std::string& title,
                  std::span<const double> numbers, int columns, ImVec2 size, int& cell) {
  double largest = 0;
  for (const double number : numbers)
    if (std::isfinite(number)) largest = std::max(largest, std::abs(number));
  const int exponent = written_exponent(largest);
  const double unit = std::pow(10.0, exponent);
  const int rows = ceil_div(int(numbers.size()), columns);
  const float side = std::min(size.x / float(columns), size.y / float(std::max(1, rows)));

  ImGui::BeginGroup();
  const std::string scale = exponent == 0 ? "" : fmt::format("  (x 1e{})", exponent);
  faint_text(shortened(title, size.x - ImGui::CalcTextSize(scale.c_str()).x) + scale);
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImGui::InvisibleButton(name.c_str(), {side * float(columns), side * float(rows)});
  frame.name_widget(name);
  if (ImGui::IsItemHovered() && is_under_mouse()) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const int column = std::min(columns - 1, int((mouse.x - start.x) / side));
    const int index = int((mouse.y - start.y) / side) * columns + column;
    if (index >= 0 && index < int(numbers.size())) cell = index;
  }
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const bool has_digits = side >= em(1.4f);
  for (int i = 0; i < int(numbers.size()); ++i) {
    const ImVec2 min = {start.x + float(i % columns) * side, start.y + float(i / columns) * side};
    const float line = side > em(0.7f) ? 1.0f : 0.0f;  // between cells that are not tiny
    const ImVec2 max = {min.x + side - line, min.y + side - line};
    const double share = largest > 0 ? numbers[i] / largest : numbers[i];
    draw->AddRectFilled(min, max, colour_of(share));
    if (has_digits)  // two decimals where there is room for them
      draw_digits(min, max, digits_of(numbers[i] / unit, side < em(1.9f) ? 1 : 2), share);
  }
  draw->AddRect(start, {start.x + side * float(columns), start.y + side * float(rows)}, kRule);
  if (!has_digits && largest > 0) draw_range(largest, side * float(columns));
  ImGui::Dummy({size.x, 0});
  ImGui::EndGroup();
  return side * float(rows);
}

}  // namespace alexnet::viewer
