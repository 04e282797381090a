#include "data/drawn/classes.h"

namespace alexnet::drawn {
namespace {

constexpr DrawnClass kClasses[] = {
    // Outlines, in any texture and colours.
    {.name = "star", .shape = star},
    {.name = "ring", .shape = ring},
    {.name = "cross", .shape = cross},
    {.name = "crescent", .shape = crescent},
    {.name = "heart", .shape = heart},
    {.name = "arrow", .shape = arrow},
    {.name = "triangle", .shape = triangle},
    {.name = "gear", .shape = gear},
    {.name = "flower", .shape = flower},
    {.name = "mushroom", .shape = mushroom},
    {.name = "fish", .shape = fish},
    {.name = "key", .shape = key},

    // Textures, on blobs of any colours.
    {.name = "zebra stripes", .texture = zebra_stripes},
    {.name = "checkerboard", .texture = checkerboard},
    {.name = "polka dots", .texture = polka_dots},
    {.name = "brick", .texture = brick},
    {.name = "scales", .texture = scales},
    {.name = "wood grain", .texture = wood_grain},
    {.name = "honeycomb", .texture = honeycomb},
    {.name = "leopard spots", .texture = leopard_spots},
    {.name = "tartan", .texture = tartan},
    {.name = "zigzag", .texture = zigzag},

    // Fruit of one shape.
    {.name = "red apple", .colour = {358, 6, 0.85f, 0.80f}},
    {.name = "orange", .colour = {28, 5, 0.90f, 0.95f}},
    {.name = "lemon", .colour = {54, 4, 0.75f, 0.95f}},
    {.name = "lime", .colour = {95, 12, 0.70f, 0.70f}},
    {.name = "blueberry", .colour = {225, 10, 0.60f, 0.60f}},
    {.name = "plum", .colour = {300, 12, 0.60f, 0.50f}},
    {.name = "coconut", .colour = {24, 6, 0.55f, 0.45f}},
    {.name = "peach", .colour = {14, 6, 0.42f, 0.98f}},
};

}  // namespace

std::span<const DrawnClass> classes() { return kClasses; }

}  // namespace alexnet::drawn
