#pragma once
#include "data/drawn/canvas.h"

// Dead leaves: pieces of every size fall one after another, each hiding what lies below it. With
// sizes that follow a power law the result has the statistics of photographs: the same at every
// scale, with sharp edges, and a spectrum that falls as 1/f.
// (Lee, Mumford, Huang: "Occlusion models for natural images", 2001.)
namespace alexnet::drawn {

/// Fills the canvas. Edges are as soft as a pixel is wide, plus `blur`.
void paint_background(Canvas& canvas, const Palette& palette, float blur, RandomSequence& random);

}  // namespace alexnet::drawn
