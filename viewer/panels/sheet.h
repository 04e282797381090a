#pragma once
#include <imgui.h>

#include "viewer/model/maps.h"

namespace alexnet::viewer {

/// The value that the mouse points at on a sheet of maps that was just drawn: at `place`, with
/// `zoom` pixels of the screen for one of the sheet. None in a gap, and where the mouse is
/// elsewhere.
std::optional<Position> position_at_mouse(const SheetLayout& layout, const Shape& shape,
                                          ImVec2 place, float zoom);

}  // namespace alexnet::viewer
