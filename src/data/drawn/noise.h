#pragma once
#include "data/drawn/geometry.h"

// Randomness that belongs to a place. Both functions look into tables that are filled once and
// repeat; scenes differ because each looks at another part of them.
namespace alexnet::drawn {

/// A number from 0 to 1 for each cell of an endless grid, without any relation between neighbours.
float cell_noise(int x, int y);

/// 1/f noise, from -1 to 1: large soft clouds, with half as strong ones of half the size on them,
/// and so on. The largest are about a quarter wide; it repeats after 1 in x and y.
float clouds(Vec2 p);

}  // namespace alexnet::drawn
