#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/tensor.h"

// Chapter 11: the exercises. Each stub beside this file is one of them.
namespace alexnet::course {

/// Exercise 1 (six to ten lines). Subtracts the mean picture from a picture, cuts out the square
/// whose upper left corner is (top, left), as large as `to`, and mirrors it left to right if
/// `mirrored`.
///     picture, mean (1, C, H, W); to (1, C, S, S)
void cut_out(ConstTensorView picture, ConstTensorView mean, int top, int left, bool mirrored,
             TensorView to);

/// One way to look at a picture.
struct View {
  int top, left;
  bool mirrored;
};

/// Exercise 2 (five to ten lines). The ten views of the paper's test: squares of `crop` pixels in a
/// picture of `side` pixels. First the upper left corner, upper right, lower left, lower right and
/// the centre (if 5 pixels are to spare, 2 above it and 3 below), then the mirror images of these
/// five.
std::vector<View> ten_views(int side, int crop);

/// Exercise 3 (twenty lines). The direction, of length 1, along which the colours of these pixels
/// vary most. Either sign is right. Hint: multiply almost any vector by the covariance matrix again
/// and again, and keep its length at 1. Why does that turn it in the right direction, and which
/// vectors would not turn?
std::array<double, 3> principal_colour(std::span<const std::array<double, 3>> pixels);

/// Exercise 4 (one to four lines). How many different inputs can a batch of `batch` given pictures
/// become, as a logarithm to base 2, if `chunk` pictures in a row share one crop and one mirroring?
/// (With a `chunk` of 1 every picture has its own; the 2012 code has 32. A last chunk that is not
/// full has a choice of its own as well.) Crops are `crop` pixels wide, pictures `side`.
double log2_of_batches(int side, int crop, int batch, int chunk);

}  // namespace alexnet::course
