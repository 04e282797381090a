#pragma once
#include <imgui.h>

#include "viewer/model/maps.h"

namespace alexnet::viewer {

/// A sheet of maps as it lies on the screen.
struct ShownSheet {
  Shape shape;  ///< of the maps: their number, height and width
  SheetLayout layout;
  ImVec2 place;    ///< the upper left corner
  float zoom = 1;  ///< pixels of the screen for one of the sheet

  /// On the screen.
  ImVec2 size() const;
  /// The upper left corner of a value.
  ImVec2 corner_of(Position at) const;
  /// The value that the mouse points at. None in a gap, and where the mouse is not on the picture
  /// that was drawn last.
  std::optional<Position> under_mouse() const;
  /// A name for its picture. The layout depends on the window, so it is part of the name.
  std::string picture_name(const std::string& what) const;
};

/// At the cursor, in the layout that fits into the room best, and as large as fits.
ShownSheet fitted_sheet(const Shape& shape, ImVec2 room);

}  // namespace alexnet::viewer
