#include "viewer/panels/sheet.h"

#include <cmath>

namespace alexnet::viewer {

std::optional<Position> position_at_mouse(const SheetLayout& layout, const Shape& shape,
                                          ImVec2 place, float zoom) {
  if (!ImGui::IsItemHovered()) return std::nullopt;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  return position_in_sheet(layout, shape, int(std::floor((mouse.x - place.x) / zoom)),
                           int(std::floor((mouse.y - place.y) / zoom)));
}

}  // namespace alexnet::viewer
