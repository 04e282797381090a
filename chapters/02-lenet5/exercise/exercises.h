#pragma once
#include <cstdint>
#include <span>

#include "core/tensor.h"

// Chapter 2: the exercises. Each stub beside this file is one of them.
namespace alexnet::course {

struct Count {
  std::int64_t parameters = 0, connections = 0;
};

/// Exercise 1 (four or five lines). A convolution as in 1998: map i of its output sees seen[i] maps
/// of the layer before, through a window of size x size numbers, and has one bias. Each map of its
/// output is side x side numbers. How many numbers does the layer learn, and how many connections
/// does it have? At each place of a map, every product is one connection, and the bias one more.
Count count(std::span<const int> seen, int size, int side);

/// Exercise 2 (six to eight lines). Sub-sampling as in 1998: windows of 2 x 2 that do not overlap.
///     y = 1.7159 tanh(2 a / 3),  a = coefficient * (sum of the four numbers) + bias
/// Each map c has a coefficient and a bias of its own: coefficient.data[c], bias.data[c].
///     x (N, C, H, W), H and W even; y (N, C, H / 2, W / 2), to be written
void subsample(ConstTensorView x, ConstTensorView coefficient, ConstTensorView bias, TensorView y);

/// Exercise 3 (six to ten lines). The output layer of 1998: the printed digit that is nearest to
/// the 84 numbers of F6, or -1 if no squared distance is below `limit`. The squared distance to
/// digit i is
///     sum over j of (f6.data[j] - printed(i, j, 0, 0))^2
///     f6 (84, 1, 1, 1); printed (10, 84, 1, 1): 1 and -1
int nearest_digit(ConstTensorView f6, ConstTensorView printed, double limit);

/// What a layer's numbers look at: windows of size x size, `stride` apart.
struct Window {
  int size, stride;
};

/// Exercise 4 (four lines, after a drawing). How many pixels wide is the part of the picture that
/// one number behind these layers depends on? The first layer looks at the picture.
int pixels_seen(std::span<const Window> layers);

}  // namespace alexnet::course
