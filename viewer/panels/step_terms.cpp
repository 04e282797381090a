// The sum behind a value: its window number by number, the largest terms, and whether all of them
// add up to what the node computed.
#include <algorithm>
#include <cmath>

#include "viewer/panels/step.h"
#include "viewer/toolkit/number_tile.h"
#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

std::string place_text(const StepView& view, const Term& term) {
  const Shape& shape = view.trace.output(term.node).shape;
  const std::string name = view.name(term.node);
  if (shape.map_size() == 1) return fmt::format("{} {}", name, term.at.map);
  return fmt::format("{} {}, y {}, x {}", name, view.map_name(term.node, term.at.map), term.at.y,
                     term.at.x);
}

void draw_title(const StepState& state, const StepView& view) {
  const Shape& shape = view.values.shape;
  const std::string where =
      shape.map_size() == 1 ? fmt::format("{}", view.at.map)
                            : fmt::format("{}, y {}, x {}", view.map_name(view.node, view.at.map),
                                          view.at.y, view.at.x);
  const std::vector<std::string>& classes = view.network.class_names;
  const bool is_class = view.node + 2 >= int(view.network.nodes.size());  // scores, probabilities
  const std::string text = fmt::format(
      "{}{} {}{} = {:.6g}", state.backward ? "gradient of " : "", view.name(view.node), where,
      is_class ? " (" + shortened(classes[view.at.map], em(14)) + ")" : "", view.probe.computed);
  coloured_text(kOrange, text);
  wrapped_text(kFaint, view.probe.rule);
}

/// What each map adds to the sum, as bars; a click chooses the map whose window is shown.
void draw_window_sums(Frame& frame, StepState& state, const StepView& view) {
  const Probe& probe = view.probe;
  const int count = int(probe.windows.size());
  if (count < 2) return;
  std::vector<double> sums;
  for (const TermWindow& window : probe.windows) sums.push_back(probe.sum_of(window));
  double largest = 0;
  for (const double sum : sums)
    if (std::isfinite(sum)) largest = std::max(largest, std::abs(sum));
  const int source = probe.terms[probe.windows.front().first].node;
  const bool is_maps = view.trace.output(source).shape.map_size() > 1;
  const char* what = source == kPicture ? "channels" : is_maps ? "maps" : "inputs";
  wrapped_text(kFaint, fmt::format("What each of the {} {} adds; click one to see its window.",
                                   count, what));
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const ImVec2 size = {ImGui::GetContentRegionAvail().x - em(0.5f), em(2.6f)};
  const float width = size.x / float(count), middle = start.y + size.y / 2;
  const auto at_mouse = [&] {
    return std::clamp(int((ImGui::GetIO().MousePos.x - start.x) / width), 0, count - 1);
  };
  if (ImGui::InvisibleButton("window sums", size))  // with a key, one after another
    state.window = is_under_mouse() ? at_mouse() : (view.window + 1) % count;
  frame.name_widget("window sums");
  if (ImGui::IsItemHovered() && is_under_mouse()) {
    const Term& first = probe.terms[probe.windows[at_mouse()].first];
    tooltip(fmt::format("{} {}: {:.4g}", view.name(first.node),
                        view.map_name(first.node, first.at.map), sums[at_mouse()]));
  }
  ImDrawList* draw = ImGui::GetWindowDrawList();
  for (int i = 0; i < count; ++i) {
    const float left = start.x + float(i) * width, right = left + std::max(1.0f, width - 1);
    if (i == view.window)
      draw->AddRectFilled({left - 1, start.y}, {right + 1, start.y + size.y},
                          with_alpha(kOrange, 0.35f));
    if (!(largest > 0) || !std::isfinite(sums[i])) continue;
    const float height = float(sums[i] / largest) * size.y / 2;
    draw->AddRectFilled({left, std::min(middle, middle - height)},
                        {right, std::max(middle, middle - height)},
                        height < 0 ? kBlue : kVermillion);
  }
  draw->AddLine({start.x, middle}, {start.x + size.x, middle}, kFaint);
}

/// ": pool1a, map 22", of the map that a window lies on; ": relu1a, maps 29-33" of one across maps.
std::string window_name(const StepView& view, const Term& first, const Term& last) {
  const std::string name = ": " + view.name(first.node);
  if (view.trace.output(first.node).shape.map_size() == 1) return name;
  return name + ", " + view.map_names(first.node, first.at.map, last.at.map);
}

/// Value, factor and product of every term of one window, side by side.
void draw_window(Frame& frame, const StepView& view, float height) {
  if (view.window < 0) return;
  const Probe& probe = view.probe;
  const TermWindow& window = probe.windows[view.window];
  const Term* terms = &probe.terms[window.first];
  std::vector<double> values, factors, products;
  for (int i = 0; i < window.count; ++i) {
    values.push_back(terms[i].value);
    factors.push_back(terms[i].factor);
    products.push_back(terms[i].product);
  }
  const bool has_factors = !probe.factor_name.empty();
  const std::string equals = probe.function.empty() ? "=" : probe.function + " =";
  const float sign = ImGui::CalcTextSize(equals.c_str()).x + em(0.8f),
              room = ImGui::GetContentRegionAvail().x - em(0.5f);
  const float width = (room - 2 * sign) / 3;
  const ImVec2 size = {width, std::min(width, height)};
  const ImVec2 start = ImGui::GetCursorScreenPos();
  int cell = -1;
  float tile_height = 0, bottom = 0;
  const auto tile = [&](int index, const char* name, const std::string& title,
                        const std::vector<double>& numbers) {
    const float left = start.x + float(index) * (width + sign);
    if (index > 0)
      text_at({left - sign + em(0.4f), start.y + em(0.9f) + tile_height / 2}, kInk,
              index == 1 && has_factors ? "x" : equals);
    ImGui::SetCursorScreenPos({left, start.y});
    tile_height = number_tile(frame, name, title, numbers, window.columns, size, cell);
    bottom = ImGui::GetItemRectMax().y;
  };
  tile(0, "value tile", probe.value_name + window_name(view, terms[0], terms[window.count - 1]),
       values);
  if (has_factors) tile(1, "factor tile", probe.factor_name, factors);
  tile(has_factors ? 2 : 1, "product tile", "term", products);
  if (cell >= 0) {
    const Term& t = terms[cell];
    ImGui::BeginTooltip();
    const std::string how = probe.function.empty()
                                ? fmt::format("{:.5g} x {:.5g}", t.value, t.factor)
                                : fmt::format("{}({:.5g})", probe.function, t.value);
    const std::string where = place_text(view, t) + (t.outside ? " (beyond the edge)" : "");
    ImGui::TextUnformatted(fmt::format("{}: {} = {:.5g}", where, how, t.product).c_str());
    ImGui::EndTooltip();
  }
  ImGui::SetCursorScreenPos({start.x, bottom + em(0.15f)});
}

/// One row: a place, `first` wide, then numbers aligned right in columns of width `step`.
void draw_row(const std::string& place, const std::vector<std::string>& numbers, float first,
              float step, ImU32 colour) {
  const ImVec2 start = ImGui::GetCursorScreenPos();
  text_at(start, colour, shortened(place, first));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const float right = start.x + first + float(i + 1) * step;
    text_at({right - ImGui::CalcTextSize(numbers[i].c_str()).x, start.y}, colour, numbers[i]);
  }
  ImGui::Dummy({1, ImGui::GetTextLineHeight()});
}

/// Whether the sum agrees with what the node computed, in words.
std::string verdict(const Probe& probe) {
  const double difference = std::abs(double(probe.computed) - probe.result);
  const char* what = probe.last_step.empty() ? "this sum" : "this result";
  const std::string agreement =
      !probe.agrees()
          ? fmt::format("does not agree: it differs by {:.0e}, and rounding explains only {:.0e}.",
                        difference, probe.allowance)
      : difference > 0
          ? fmt::format("agrees: it differs by {:.0e}, and rounding explains up to {:.0e}.",
                        difference, probe.allowance)
          : "agrees bit for bit.";
  return fmt::format("The network computed {:.6g}; {} {}", probe.computed, what, agreement);
}

std::string last_step(const Probe& probe) {
  return fmt::format("{} = {:.6g}", probe.last_step, probe.result);
}

/// How many lines stand above and below the terms: the title, what the others add, the offset, the
/// sum, and what is made of it.
int lines_besides_terms(const StepView& view) {
  const Probe& probe = view.probe;
  const auto lines = [](const std::string& text) {
    const std::string broken = broken_into_lines(text, ImGui::GetContentRegionAvail().x);
    return 1 + int(std::count(broken.begin(), broken.end(), '\n'));
  };
  const int last = probe.last_step.empty() ? 0 : lines(last_step(probe));
  return 3 + !probe.offset_name.empty() + last + lines(verdict(probe));
}

void draw_table(const StepView& view) {
  const Probe& probe = view.probe;
  const float room = ImGui::GetContentRegionAvail().x - em(0.5f);
  const float first = std::min(em(14), room * 0.46f), step = (room - first) / 3;
  const auto row = [&](const std::string& place, const std::vector<std::string>& numbers,
                       ImU32 colour) { draw_row(place, numbers, first, step, colour); };
  const bool has_factors = !probe.factor_name.empty();
  const int digits = step > em(5.2f) ? 5 : 3;  // as many as fit side by side
  const auto number = [&](double value) { return fmt::format("{:.{}g}", value, digits); };
  const int rows_left =
      int(ImGui::GetContentRegionAvail().y / ImGui::GetTextLineHeightWithSpacing());
  const int shown = std::clamp(rows_left - lines_besides_terms(view), 1, 12);
  const std::vector<int> largest = probe.largest_terms(shown);
  const std::string title =
      probe.terms.size() > largest.size()
          ? fmt::format("largest {} of {} terms", largest.size(), probe.terms.size())
          : "terms";
  row(title, {probe.value_name, probe.factor_name, "term"}, kFaint);
  double rest = probe.sum - probe.offset;
  for (const int i : largest) {
    const Term& t = probe.terms[i];
    rest -= t.product;
    row(place_text(view, t),
        {number(t.value), has_factors ? number(t.factor) : "", number(t.product)}, kInk);
  }
  if (probe.terms.size() > largest.size()) row("all others", {"", "", number(rest)}, kInk);
  if (!probe.offset_name.empty()) row(probe.offset_name, {"", "", number(probe.offset)}, kInk);
  const ImVec2 line = ImGui::GetCursorScreenPos();
  ImGui::GetWindowDrawList()->AddLine({line.x, line.y - 3}, {line.x + room, line.y - 3}, kRule);
  row("sum", {"", "", fmt::format("{:.6g}", probe.sum)}, kInk);
}

void draw_verdict(const StepView& view) {
  const Probe& probe = view.probe;
  if (!probe.last_step.empty()) wrapped_text(kInk, last_step(probe));
  wrapped_text(probe.agrees() ? kGreen : kVermillion, verdict(probe));
}

}  // namespace

void step_terms(Frame& frame, StepState& state, const StepView& view) {
  draw_title(state, view);
  draw_window_sums(frame, state, view);
  // Tiles leave room for a few terms.
  constexpr int kLeastTerms = 4;
  const float room = ImGui::GetContentRegionAvail().y;
  const float below =
      float(lines_besides_terms(view) + kLeastTerms) * ImGui::GetTextLineHeightWithSpacing();
  draw_window(frame, view, std::clamp(room - below - em(2.2f), room * 0.2f, room * 0.4f));
  draw_table(view);
  draw_verdict(view);
}

}  // namespace alexnet::viewer
