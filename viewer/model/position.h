#pragma once

namespace alexnet::viewer {

/// A value's place in what a node computes for one picture.
struct Position {
  int map = 0, y = 0, x = 0;
  bool operator==(const Position&) const = default;
};

}  // namespace alexnet::viewer
