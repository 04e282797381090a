// Where a value lies: the sheet of all maps to click in, and the three places that belong to it.
#include <algorithm>

#include "viewer/model/maps.h"
#include "viewer/model/receptive_field.h"
#include "viewer/panels/step.h"
#include "viewer/toolkit/sheet.h"
#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

/// A rectangle of `field` pixels on a picture of `shape` pixels that is drawn at `place`. What lies
/// beyond the picture's edge is left out.
void outline(const Field& field, const Shape& shape, ImVec2 place, ImVec2 size, ImU32 colour) {
  const float zoom_x = size.x / float(shape.w), zoom_y = size.y / float(shape.h);
  const auto x = [&](int column) {
    return place.x + float(std::clamp(column, 0, shape.w)) * zoom_x;
  };
  const auto y = [&](int row) { return place.y + float(std::clamp(row, 0, shape.h)) * zoom_y; };
  ImGui::GetWindowDrawList()->AddRect({x(field.x0) - 1, y(field.y0) - 1},
                                      {x(field.x1) + 1, y(field.y1) + 1}, colour, 0, 0, 2);
}

Field pixel_at(Position at) { return {at.y, at.y + 1, at.x, at.x + 1}; }

/// A thin line around a picture that may be white up to its edge.
void frame_around(ImVec2 place, ImVec2 size) {
  ImGui::GetWindowDrawList()->AddRect(place, {place.x + size.x, place.y + size.y}, kRule);
}

/// As large as fits, with its own proportions.
ImVec2 fitted(const Shape& shape, float width, float height) {
  const float zoom = std::min(width / float(shape.w), height / float(shape.h));
  return {std::max(2.0f, float(shape.w) * zoom), std::max(2.0f, float(shape.h) * zoom)};
}

/// One map of what a node computed, in greys, or of a gradient, in colours.
ImTextureID map_picture(Frame& frame, const StepState& state, const StepView& view, int node,
                        int map) {
  const ConstTensorView all = state.backward ? view.trace.gradient(node) : view.trace.output(node);
  const Shape one_shape = {1, 1, all.shape.h, all.shape.w};
  const ConstTensorView one = {&all(0, map, 0, 0), one_shape, all.device};
  const auto make = [&] {
    const SheetLayout layout{1, 1, one_shape.w, one_shape.h, 0};
    return state.backward ? signed_sheet(one, layout, largest_size(one))
                          : map_sheet(one, layout, false);
  };
  return frame.pictures.get(
      fmt::format("step {} {} {}", state.backward ? "gradient" : "map", node, map),
      view.trace.number, make);
}

void caption(const std::string& text, float width) { faint_text(shortened(text, width)); }

/// The pixels that a value depends on. Its gradient depends on the whole picture, through all that
/// is computed from the value.
void draw_receptive_field(Frame& frame, const StepState& state, const StepView& view, ImVec2 room) {
  const Image& seen = view.trace.seen;
  const Shape shape = {1, 3, seen.height, seen.width};
  const ImVec2 place = ImGui::GetCursorScreenPos(), size = fitted(shape, room.x, room.y);
  show_picture(frame.pictures.get("step picture", view.trace.number, [&] { return seen; }), size);
  frame.name_widget("receptive field");
  const Field field = receptive_field(view.network.nodes, view.node, view.at);
  tooltip(
      fmt::format("The value {}depends on these pixels: rows {} to {}, columns {} to {}. Rows "
                  "and columns below 0 and from {} on are padding.",
                  state.backward ? "whose gradient this is " : "", field.y0, field.y1 - 1, field.x0,
                  field.x1 - 1, seen.height));
  outline(field, shape, place, size, kOrange);
  const Field inside = {std::max(field.y0, 0), std::min(field.y1, seen.height),
                        std::max(field.x0, 0), std::min(field.x1, seen.width)};
  const bool sees_all = inside == Field{0, seen.height, 0, seen.width};
  const std::string size_seen =
      fmt::format("sees {}{} x {}", sees_all ? "all " : "", inside.height(), inside.width());
  caption(state.backward ? "its value " + size_seen : size_seen + " pixels", room.x);
}

/// The map that the chosen window lies on.
void draw_read_map(Frame& frame, const StepState& state, const StepView& view, ImVec2 room) {
  if (view.window < 0) return;
  const TermWindow& window = view.probe.windows[view.window];
  const Term &first = view.probe.terms[window.first],
             &last = view.probe.terms[window.first + window.count - 1];
  const Shape& shape = view.trace.output(first.node).shape;
  if (shape.map_size() == 1) {
    caption(fmt::format("{} {}", state.backward ? "from" : "reads", view.name(first.node)), room.x);
    return;
  }
  // A window that reaches over maps holds one pixel of each: the value's own map is drawn.
  const bool across_maps = last.at.map != first.at.map;
  const int map = across_maps ? std::clamp(view.at.map, first.at.map, last.at.map) : first.at.map;
  const ImVec2 place = ImGui::GetCursorScreenPos(), size = fitted(shape, room.x, room.y);
  show_picture(map_picture(frame, state, view, first.node, map), size);
  frame.name_widget("read map");
  const Field field = across_maps ? pixel_at(first.at)
                                  : Field{first.at.y, last.at.y + 1, first.at.x, last.at.x + 1};
  outline(field, shape, place, size, kOrange);
  caption(fmt::format("{} {}, {}{}", state.backward ? "from" : "reads", view.name(first.node),
                      view.map_name(first.node, map), across_maps ? " ..." : ""),
          room.x);
}

/// The map with the value that is probed; a click probes another.
void draw_own_map(Frame& frame, StepState& state, const StepView& view, ImVec2 room) {
  const Shape& shape = view.values.shape;
  const ImVec2 place = ImGui::GetCursorScreenPos(), size = fitted(shape, room.x, room.y);
  const ImTextureID picture = map_picture(frame, state, view, view.node, state.at.map);
  // A key may have pressed it, with the mouse elsewhere or nowhere: then the buttons below walk.
  if (picture_button(frame, "own map", picture, size, false) && is_under_mouse()) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const int x = int((mouse.x - place.x) / size.x * float(shape.w));
    const int y = int((mouse.y - place.y) / size.y * float(shape.h));
    state.at.x = std::clamp(x, 0, shape.w - 1);
    state.at.y = std::clamp(y, 0, shape.h - 1);
    state.has_chosen = true;
  }
  tooltip("Click a value, or walk with the arrows below.");
  frame_around(place, size);
  outline(pixel_at(state.at), shape, place, size, kOrange);
  caption(fmt::format("{}, {}", view.name(view.node), view.map_name(view.node, state.at.map)),
          room.x);
}

/// Arrows that move the window by one value, and buttons for the next map.
void draw_walk(Frame& frame, StepState& state, bool is_maps) {
  const auto arrow = [&](const char* name, ImGuiDir direction, int& coordinate, int by) {
    if (ImGui::ArrowButton(name, direction)) {
      coordinate += by;
      state.has_chosen = true;
    }
    frame.name_widget(name);
    tooltip(std::string(name) + ": one value further. Keys: W A S D.");
    ImGui::SameLine(0, em(0.25f));
  };
  if (is_maps) {
    arrow("walk left", ImGuiDir_Left, state.at.x, -1);
    arrow("walk right", ImGuiDir_Right, state.at.x, 1);
    arrow("walk up", ImGuiDir_Up, state.at.y, -1);
    arrow("walk down", ImGuiDir_Down, state.at.y, 1);
  }
  const auto map_button = [&](const char* label, const char* name, int by) {
    if (ImGui::Button(label)) {
      state.at.map += by;
      state.window = -1;
      state.has_chosen = true;
    }
    frame.name_widget(name);
    tooltip(name);
    ImGui::SameLine(0, em(0.25f));
  };
  map_button("-", "previous map", -1);
  map_button("+", "next map", 1);
  ImGui::NewLine();
}

}  // namespace

void step_places(Frame& frame, StepState& state, const StepView& view) {
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float captions = 3 * ImGui::GetTextLineHeightWithSpacing() + em(3.2f);
  const ImVec2 each = {room.x - em(0.4f), std::max(em(2), (room.y - captions) / 3)};
  draw_receptive_field(frame, state, view, each);
  draw_read_map(frame, state, view, each);
  const bool is_maps = view.values.shape.map_size() > 1;
  if (is_maps) draw_own_map(frame, state, view, each);
  draw_walk(frame, state, is_maps);
}

void step_sheet(Frame& frame, StepState& state, const StepView& view) {
  wrapped_text(kFaint, state.backward ? "Blue: below 0; orange: above. Click a value."
                                      : "Black: smallest; white: largest. Click a value.");
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const ShownSheet sheet = fitted_sheet(
      view.values.shape, {std::max(em(2), room.x - em(0.4f)), std::max(em(2), room.y - em(0.4f))});
  const auto make = [&] {
    return state.backward ? signed_sheet(view.values, sheet.layout, largest_size(view.values))
                          : map_sheet(view.values, sheet.layout, false);
  };
  const std::string name = sheet.picture_name(
      fmt::format("step {} sheet {}", state.backward ? "gradient" : "map", view.node));
  const ImTextureID picture = frame.pictures.get(name, view.trace.number, make);
  const bool clicked = picture_button(frame, "sheet", picture, sheet.size(), false);
  if (const auto at = sheet.under_mouse()) {
    tooltip(fmt::format("{}, y {}, x {}: {:.4g}", view.map_name(view.node, at->map), at->y, at->x,
                        view.values(0, at->map, at->y, at->x)));
    if (clicked) {
      if (at->map != state.at.map) state.window = -1;
      state.at = *at;
      state.has_chosen = true;
    }
  }
  frame_around(sheet.place, sheet.size());
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const float side = std::max(sheet.zoom, 4.0f);
  const ImVec2 corner = sheet.corner_of(view.at);
  draw->AddRect({corner.x - 2, corner.y - 2}, {corner.x + side + 2, corner.y + side + 2}, kOrange,
                0, 0, 2);
  if (sheet.layout.gap == 0) return;  // maps of one value
  const ImVec2 map_corner = sheet.corner_of({view.at.map, 0, 0});
  draw->AddRect({map_corner.x - 1, map_corner.y - 1},
                {map_corner.x + float(sheet.shape.w) * sheet.zoom + 1,
                 map_corner.y + float(sheet.shape.h) * sheet.zoom + 1},
                kSky, 0, 0, 1.5f);
}

}  // namespace alexnet::viewer
