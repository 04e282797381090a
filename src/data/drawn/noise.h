#pragma once
#include "data/drawn/geometry.h"

// Randomness that belongs to a place. Both functions read tables that are filled once and repeat;
// scenes differ because each reads a different part of them.
namespace alexnet::drawn {

/// A number from 0 to 1 for each cell of an endless grid, independent of its neighbours' numbers.
float cell_noise(int x, int y);

/// 1/f noise, from -1 to 1: large soft clouds, on them clouds of half the size and half the
/// strength, and so on. The largest are about 1/4 wide; the noise repeats after 1 in x and y.
float clouds(Vec2 p);

}  // namespace alexnet::drawn
