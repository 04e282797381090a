#pragma once
#include "data/drawn/canvas.h"
#include "data/drawn/shapes.h"
#include "data/drawn/textures.h"

// A piece is anything that lies on the background: the object, clutter, a blade of grass.
namespace alexnet::drawn {

/// What a surface looks like before light falls on it.
struct Skin {
  Texture texture = plain;
  Knobs knobs{};
  Frame frame;       // of the texture; its unit is one period
  Colour base, ink;  // the texture says how much of each
};

struct Piece {
  Shape shape = blob;
  Knobs knobs{};
  Frame frame;
  Skin skin;
  float bevel = 0.4f;   // how far from the outline the rounding begins; 1: round all over, a ball
  float gloss = 0;      // strength of the highlight
  float shadow = 0.3f;  // darkness of the shadow it casts

  /// How far a point of the picture is from the outline, in units of the piece's size.
  float distance(Vec2 p) const { return shape(frame.to_own(p), knobs); }
};

/// One far lamp: a unit vector towards it, (x, y) in the picture and z towards the viewer.
struct Light {
  Vec2 across;
  float height;
};
Light random_light(RandomSequence& random);

/// Draws the piece and its shadow. Edges are as soft as a pixel is wide, plus `blur`.
void paint(Canvas& canvas, const Piece& piece, const Light& light, float blur);

}  // namespace alexnet::drawn
