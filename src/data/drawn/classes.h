#pragma once
#include <span>

#include "data/drawn/shapes.h"
#include "data/drawn/textures.h"

namespace alexnet::drawn {

/// The colours that a kind of fruit may have.
struct FruitColour {
  float hue, spread;  // degrees: the middle, and how far a fruit may be from it
  float saturation, value;
};

/// A row of the table. It gives the one property that decides the class; the others are random.
/// To add a class, write a Shape or a Texture and name it in a row of classes.cpp.
struct DrawnClass {
  const char* name;
  Shape shape = nullptr;      // in any texture and colours
  Texture texture = nullptr;  // on a blob, in any colours
  FruitColour colour{};       // of a plain fruit, where neither shape nor texture is given
};

std::span<const DrawnClass> classes();

}  // namespace alexnet::drawn
