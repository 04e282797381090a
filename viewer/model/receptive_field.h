#pragma once
#include <vector>

#include "viewer/model/position.h"
#include "viewer/model/snapshot.h"

namespace alexnet::viewer {

/// A rectangle of pixels: rows y0 up to but not including y1; columns likewise. It may reach beyond
/// the picture, into padding or where a last window hangs over the border.
struct Field {
  int y0 = 0, y1 = 0, x0 = 0, x1 = 0;
  int height() const { return y1 - y0; }
  int width() const { return x1 - x0; }
  bool empty() const { return y1 <= y0 || x1 <= x0; }
  bool operator==(const Field&) const = default;
};

/// The pixels of the picture that a value of a node can depend on: its window, the windows of what
/// is in that window, and so on down.
Field receptive_field(const std::vector<NodeFacts>& nodes, int node, Position at);

}  // namespace alexnet::viewer
