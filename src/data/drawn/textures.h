#pragma once
#include "data/drawn/geometry.h"

// Patterns of two colours: how much ink is at a point, 0 to 1. The unit of length is about one
// period. `softness` is the width of an edge in that unit; it is what coverage() wants.
namespace alexnet::drawn {

using Texture = float (*)(Vec2 p, float softness, const Knobs& knobs);

// Not classes: what most shapes are drawn with.
float plain(Vec2 p, float softness, const Knobs& knobs);
float mottled(Vec2 p, float softness, const Knobs& knobs);

float zebra_stripes(Vec2 p, float softness, const Knobs& knobs);
float checkerboard(Vec2 p, float softness, const Knobs& knobs);
float polka_dots(Vec2 p, float softness, const Knobs& knobs);
float brick(Vec2 p, float softness, const Knobs& knobs);
float scales(Vec2 p, float softness, const Knobs& knobs);
float wood_grain(Vec2 p, float softness, const Knobs& knobs);
float honeycomb(Vec2 p, float softness, const Knobs& knobs);
float leopard_spots(Vec2 p, float softness, const Knobs& knobs);
float tartan(Vec2 p, float softness, const Knobs& knobs);
float zigzag(Vec2 p, float softness, const Knobs& knobs);

}  // namespace alexnet::drawn
