#pragma once
#include "data/drawn/geometry.h"

// Outlines as signed distances: how far a point is from the outline, negative inside. From this
// one number come the anti-aliased edge, the rounding towards the rim and the shadow. Distances
// need to be right only near the outline.
//
// Shapes fill the disc of radius 1 and stay inside it. Up is negative y.
namespace alexnet::drawn {

using Shape = float (*)(Vec2 p, const Knobs& knobs);

// Not classes: what textures, fruit and foreground are drawn on.
float blob(Vec2 p, const Knobs& knobs);
float fruit(Vec2 p, const Knobs& knobs);
float stalk(Vec2 p, const Knobs& knobs);  // of the fruit, when put at the same place
float blade(Vec2 p, const Knobs& knobs);

float star(Vec2 p, const Knobs& knobs);
float ring(Vec2 p, const Knobs& knobs);
float cross(Vec2 p, const Knobs& knobs);
float crescent(Vec2 p, const Knobs& knobs);
float heart(Vec2 p, const Knobs& knobs);
float arrow(Vec2 p, const Knobs& knobs);
float triangle(Vec2 p, const Knobs& knobs);
float gear(Vec2 p, const Knobs& knobs);
float flower(Vec2 p, const Knobs& knobs);
float mushroom(Vec2 p, const Knobs& knobs);
float fish(Vec2 p, const Knobs& knobs);
float key(Vec2 p, const Knobs& knobs);

}  // namespace alexnet::drawn
