#include "viewer/toolkit/chart.h"

#include <algorithm>
#include <cmath>

#include "core/ceil_div.h"
#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

/// Where on the screen the values lie.
struct Area {
  ImVec2 min, max;
  Axis x, y;

  ImVec2 at(double x_value, double y_value) const {
    return {min.x + float(x.share(x_value)) * (max.x - min.x),
            max.y - float(std::clamp(y.share(y_value), 0.0, 1.0)) * (max.y - min.y)};
  }
};

Area area_of(const Chart& chart, ImVec2 min, ImVec2 max) {
  double last = 0, smallest = INFINITY, largest = 0;
  for (const Curve& curve : chart.curves) {
    if (!curve.x.empty()) last = std::max(last, curve.x.back());
    for (const double y : curve.y) {
      if (!std::isfinite(y)) continue;  // of a run that has diverged
      smallest = std::min(smallest, y);
      largest = std::max(largest, y);
    }
  }
  return {
      min, max, {0, std::max(1.0, last), false}, axis_around(smallest, largest, chart.logarithmic)};
}

float width_of(const std::string& text) { return ImGui::CalcTextSize(text.c_str()).x; }

void draw_axes(const Area& area, const Chart& chart) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const float line = ImGui::GetTextLineHeight();
  const int rows = std::max(2, int((area.max.y - area.min.y) / (1.8f * line)));
  for (const double tick : ticks(area.y, rows)) {
    const float y = area.at(0, tick).y;
    draw->AddLine({area.min.x, y}, {area.max.x, y}, kRule);
    const std::string text = short_number(tick) + chart.unit;
    text_at({area.min.x - width_of(text) - em(0.4f), y - line / 2}, kFaint, text);
  }
  const int columns = std::max(2, int((area.max.x - area.min.x) / em(6)));
  const std::vector<double> along = ticks(area.x, columns);
  float free_until = area.max.x + em(0.5f);
  for (auto tick = along.rbegin(); tick != along.rend(); ++tick) {
    const float x = area.at(*tick, 0).x;
    const bool is_last = tick == along.rbegin();  // says what is numbered
    const std::string text = (is_last ? chart.x_name + " " : "") + short_number(*tick);
    const float left = std::min(x - width_of(text) / 2, area.max.x - width_of(text));
    draw->AddLine({x, area.max.y}, {x, area.max.y + em(0.25f)}, kFaint);
    if (left + width_of(text) + em(0.5f) > free_until) continue;
    text_at({left, area.max.y + em(0.3f)}, kFaint, text);
    free_until = left;
  }
  draw->AddLine({area.min.x, area.max.y}, area.max, kFaint);
}

/// Rows for the words of marks above the chart: two, so that neighbours need not cover each other.
int mark_rows(const Chart& chart) { return std::min(2, int(chart.marks.size())); }

/// Lines where something changed, each with a word beside its upper end, the newest first: to the
/// right of the line or, where there is no room, to its left. A word that would cover others in
/// both rows is left out.
void draw_marks(const Area& area, const Chart& chart) {
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const float line = ImGui::GetTextLineHeight();
  std::vector<float> free_until(std::size_t(mark_rows(chart)), area.max.x);
  for (auto mark = chart.marks.rbegin(); mark != chart.marks.rend(); ++mark) {
    const float x = area.at(mark->x, 0).x, width = width_of(mark->text);
    float top = area.min.y;  // of the line: beside its word, if it has one
    for (std::size_t row = 0; row < free_until.size(); ++row) {
      const bool fits = x + em(0.3f) + width <= area.max.x;
      const float left = fits ? x + em(0.3f) : x - em(0.3f) - width;
      if (left + width > free_until[row]) continue;
      top = area.min.y - (1.1f + float(row)) * line;
      text_at({left, top}, kGreen, mark->text);
      // An older line must not cross this word either.
      free_until[row] = std::min(left, x) - em(0.5f);
      break;
    }
    for (float y = top; y < area.max.y; y += em(0.5f))
      draw->AddLine({x, y}, {x, std::min(y + em(0.25f), area.max.y)}, kGreen);
  }
}

/// The points of a curve on the screen: all of them or, where there are many to a pixel, the
/// highest and the lowest of each, in their order, so that no peak is lost.
std::vector<ImVec2> points_of(const Area& area, const Curve& curve) {
  const std::size_t count = curve.x.size();
  std::vector<ImVec2> points;
  if (double(count) <= 2.0 * double(area.max.x - area.min.x)) {
    for (std::size_t i = 0; i < count; ++i) points.push_back(area.at(curve.x[i], curve.y[i]));
    return points;
  }
  for (std::size_t i = 0; i < count;) {
    ImVec2 low = area.at(curve.x[i], curve.y[i]), high = low;
    const int pixel = int(low.x);
    for (++i; i < count; ++i) {
      const ImVec2 point = area.at(curve.x[i], curve.y[i]);
      if (int(point.x) != pixel) break;
      if (point.y > low.y) low = point;
      if (point.y < high.y) high = point;
    }
    if (low.x > high.x) std::swap(low, high);
    points.push_back(low);
    if (high.x != low.x || high.y != low.y) points.push_back(high);
  }
  return points;
}

void draw_curve(const Area& area, const Curve& curve) {
  const std::vector<ImVec2> points = points_of(area, curve);
  ImDrawList* draw = ImGui::GetWindowDrawList();
  draw->AddPolyline(points.data(), int(points.size()), curve.colour, 0, curve.marked ? 2.0f : 1.4f);
  const bool all = points.size() == curve.x.size();
  const bool dots = curve.marked ? all : points.size() == 1;  // one point makes no line
  if (!dots) return;
  for (const ImVec2& point : points) draw->AddCircleFilled(point, em(0.18f), curve.colour);
}

/// How many names of curves stand side by side, and how many lines that takes.
int legend_columns(float width) { return width < em(35) ? 1 : 2; }
int legend_lines(const Chart& chart, float width) {
  const int columns = legend_columns(width);
  return ceil_div(int(chart.curves.size()), columns);
}

/// The title, and each curve's name with its last value.
void draw_legend(const Chart& chart, ImVec2 place, float width) {
  const std::size_t columns = std::size_t(legend_columns(width));
  text_at(place, kInk, chart.title);
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const float line = ImGui::GetTextLineHeight();
  for (std::size_t i = 0; i < chart.curves.size(); ++i) {
    const Curve& curve = chart.curves[i];
    if (curve.y.empty()) continue;
    const ImVec2 at = {place.x + em(5) + em(15) * float(i % columns),
                       place.y + line * float(i / columns)};
    const float middle = at.y + line / 2;
    draw->AddLine({at.x, middle}, {at.x + em(1), middle}, curve.colour, 2);
    if (curve.marked) draw->AddCircleFilled({at.x + em(0.5f), middle}, em(0.18f), curve.colour);
    text_at({at.x + em(1.3f), at.y}, kInk,
            fmt::format("{} {:.{}f}{}", curve.name, curve.y.back(), chart.decimals, chart.unit));
  }
}

/// The values nearest to where the mouse is.
void tell_values(const Area& area, const Chart& chart) {
  if (!ImGui::IsItemHovered() || !is_under_mouse()) return;
  const float mouse = ImGui::GetIO().MousePos.x;
  const double x = area.x.at((mouse - area.min.x) / (area.max.x - area.min.x));
  std::string text;
  for (const Curve& curve : chart.curves) {
    if (curve.x.empty()) continue;
    auto next = std::lower_bound(curve.x.begin(), curve.x.end(), x);
    if (next == curve.x.end() || (next != curve.x.begin() && x - next[-1] < *next - x)) --next;
    const std::size_t i = std::size_t(next - curve.x.begin());
    text += fmt::format("{}: {:.4g}{} at {} {}\n", curve.name, curve.y[i], chart.unit, chart.x_name,
                        short_number(curve.x[i]));
  }
  ImGui::GetWindowDrawList()->AddLine({mouse, area.min.y}, {mouse, area.max.y}, kFaint);
  if (!text.empty()) text.pop_back();
  tooltip(text);
}

}  // namespace

void draw_chart(Frame& frame, const Chart& chart, ImVec2 size) {
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float line = ImGui::GetTextLineHeight();
  const ImVec2 min = {
      start.x + em(3.6f),
      start.y + float(legend_lines(chart, size.x) + std::max(1, mark_rows(chart))) * line +
          0.4f * line};
  const ImVec2 max = {std::max(min.x + em(4), start.x + size.x - em(0.5f)),
                      std::max(min.y + em(3), start.y + size.y - 1.6f * line)};
  const Area area = area_of(chart, min, max);
  draw_legend(chart, start, size.x);
  draw_axes(area, chart);
  draw_marks(area, chart);
  ImGui::PushClipRect({min.x - 4, min.y - 4}, {max.x + 4, max.y + 4}, true);
  for (const Curve& curve : chart.curves) draw_curve(area, curve);
  ImGui::PopClipRect();
  ImGui::SetCursorScreenPos(min);
  ImGui::Dummy({max.x - min.x, max.y - min.y});
  frame.name_widget("chart " + chart.title);
  tell_values(area, chart);
  ImGui::SetCursorScreenPos(start);
  ImGui::Dummy(size);
}

}  // namespace alexnet::viewer
