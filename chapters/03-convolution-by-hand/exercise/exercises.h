#pragma once
#include "layers/conv/conv.h"

// Chapter 3: the exercises. Each stub beside this file is one of them.
namespace alexnet::course {

/// Exercise 1 (one line). How many windows of `filter` pixels fit along an axis of `image` pixels
/// with `pad` zeros at both ends, by the rule of the 2012 code? A window starts every `stride`
/// pixels, for as long as the window before it has not reached the end. So the last one may hang
/// over.
int window_count(int image, int filter, int stride, int pad);

/// Exercise 2 (ten to fifteen lines). y = convolution of x with the filters, plus the biases. What
/// lies outside the image counts as zero.
///     x (N, C, H, W); weight (F, C, Kh, Kw); bias (F); y (N, F, OH, OW), to be written
void convolve(ConstTensorView x, ConstTensorView weight, ConstTensorView bias, int stride, int pad,
              TensorView y);

/// Exercise 3 (two to eight lines). Weights (1, 3, 5, 5) of a filter for a yellow spot on blue: the
/// 3 x 3 pixels in the middle yellow (red and green 1, blue 0), the 16 around them blue (0, 0, 1).
/// Its answer to that must be above 0.1, and at least 0.1 above its answers to blue on yellow, to
/// yellow everywhere, to red on blue and to green on blue. Over any evenly grey patch, however
/// bright, its answer must be exactly 0 (rounding apart).
void yellow_on_blue(TensorView weight);

}  // namespace alexnet::course
