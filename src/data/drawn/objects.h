#pragma once
#include <optional>
#include <vector>

#include "data/drawn/classes.h"
#include "data/drawn/piece.h"

// Pieces made up at random: the object of a picture, and what distracts from it.
namespace alexnet::drawn {

/// The object in a picture of this class: its pieces, the largest first.
std::vector<Piece> random_object(const DrawnClass& drawn_class, const Palette& palette,
                                 RandomSequence& random);

/// Something small, of any shape, texture and colour.
Piece random_clutter(const Palette& palette, RandomSequence& random);

/// How much of the object a piece in front of it hides, 0 to 1.
float hidden_part(const Piece& object, const Piece& front);

/// A leaf or a blade of grass in front of the object; nothing if it would hide more than a fifth of
/// the object.
std::optional<Piece> random_foreground(const Piece& object, const Palette& palette,
                                       RandomSequence& random);

}  // namespace alexnet::drawn
