#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "core/image.h"

// Pictures drawn by code: a training set that needs no download and no licence.
//
// Each picture shows one object in front of a busy background. Its class is decided by its shape
// ("star"), or its texture ("zebra stripes"), or its colour ("lemon"); everything else about the
// picture is random, in the same way for all classes. So a network has to find shapes, textures and
// colours to do well. From 12,000 pictures of 56 x 56 pixels, a linear classifier learns to name
// one in four and a small convolutional network five in six.
//
//     file            what it draws
//     background.h    dead leaves: pieces of all sizes that hide each other
//     shapes.h        outlines, as signed distances
//     textures.h      patterns of two colours
//     colours.h       colours that vary as those of photographs do
//     noise.h         clouds, and random numbers that belong to a place
//     piece.h         a shape with a texture, lit from one side
//     objects.h       pieces made up at random
//     classes.h       the table of classes: to add one, write a function and a row
//     drawn.cpp       the scene: background, clutter, the object, something in front of it
//
// A scene is described in units of the picture's side, so the same scene can be drawn at any size.
namespace alexnet {

/// Names of the drawn classes; a label is an index into this list.
std::span<const std::string> drawn_class_names();

/// Picture number `index` of class `label`, side x side pixels. A pure function of its arguments.
/// Errors: a label that is not a class, a side below 1.
Image draw_image(int label, int side, std::uint64_t seed, std::uint64_t index);

}  // namespace alexnet
