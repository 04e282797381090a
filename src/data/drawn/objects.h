#pragma once
#include "data/drawn/classes.h"
#include "data/drawn/piece.h"

// Pieces made up at random: the object of a picture, and what distracts from it.
namespace alexnet::drawn {

/// The object of a picture of this class.
Piece random_object(const DrawnClass& drawn_class, const Palette& palette, RandomSequence& random);

/// The stalk of a fruit.
Piece stalk(const Piece& fruit);

/// Something small, of any shape, texture and colour.
Piece random_clutter(const Palette& palette, RandomSequence& random);

/// Something in front of the object that hides at most a fifth of it.
Piece random_foreground(const Piece& object, const Palette& palette, RandomSequence& random);

}  // namespace alexnet::drawn
