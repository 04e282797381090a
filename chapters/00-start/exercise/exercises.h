#pragma once
#include "core/tensor.h"

// Chapter 0: the exercises. Each stub beside this file is one of them.
namespace alexnet::course {

/// Exercise 1 (five lines). The negative of a batch of pictures: y becomes -x, element by element,
/// with four loops, over n, c, row and column. The extents are x.shape.n, x.shape.c, x.shape.h and
/// x.shape.w. You read a ConstTensorView and write a TensorView, both as x(n, c, row, column).
///     x and y have the same shape
void negative(ConstTensorView x, TensorView y);

/// Exercise 2 (four lines). The most probable class of picture n: the c for which probs(n, c, 0, 0)
/// is largest. Of two equal ones, the first.
///     probs (N, classes, 1, 1)
int most_probable(ConstTensorView probs, int n);

/// What can be found in the source code.
struct Findings {
  float lrn_k;     ///< the constant k of the layer LRN (local response normalization), if nobody
                   ///< says otherwise
  float momentum;  ///< what training uses for momentum, if nobody says otherwise
  int label_of_lemon;  ///< the number of the class "lemon"; the first class is number 0
  int lenet5_side;     ///< the width, in pixels, of the pictures that the variant lenet5 takes
};

/// Exercise 3 (four numbers). There is nothing to compute, and you need not know yet what the
/// numbers mean: look them up. The map in README.md says which folder to look in.
Findings findings();

}  // namespace alexnet::course
