#include "viewer/toolkit/sheet.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace alexnet::viewer {

ImVec2 ShownSheet::size() const {
  return {float(layout.width()) * zoom, float(layout.height()) * zoom};
}

ImVec2 ShownSheet::corner_of(Position at) const {
  const auto [x, y] = place_in_sheet(layout, at);
  return {place.x + float(x) * zoom, place.y + float(y) * zoom};
}

std::optional<Position> ShownSheet::under_mouse() const {
  if (!ImGui::IsItemHovered()) return std::nullopt;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  return position_in_sheet(layout, shape, int(std::floor((mouse.x - place.x) / zoom)),
                           int(std::floor((mouse.y - place.y) / zoom)));
}

std::string ShownSheet::picture_name(const std::string& what) const {
  return fmt::format("{}, {} columns, gap {}", what, layout.columns, layout.gap);
}

ShownSheet fitted_sheet(const Shape& shape, ImVec2 room) {
  const SheetLayout layout = sheet_layout(shape, room.x / room.y);
  const float zoom = std::min(room.x / float(layout.width()), room.y / float(layout.height()));
  return {shape, layout, ImGui::GetCursorScreenPos(), zoom};
}

}  // namespace alexnet::viewer
