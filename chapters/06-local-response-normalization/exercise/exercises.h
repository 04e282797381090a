#pragma once
#include "layers/lrn/lrn.h"

// Chapter 6: the exercises. Each stub beside this file is one of them.
namespace alexnet::course {

/// Exercise 1 (about ten lines). y = x / d^beta with d = k + alpha * (sum of the squares of those
/// maps c - size/2 ... c + size/2 that exist), at every pixel of every map c.
///     x and y (N, C, H, W)
void normalize(ConstTensorView x, TensorView y, const LrnParams& params);

/// Exercise 2 (one line). A unit all of whose neighbours are 0 puts out x / (k + alpha x^2)^beta.
/// For which x > 0 is that largest? `params.beta` is above 1/2.
double loudest(const LrnParams& params);

/// Exercise 3 (about fifteen lines). The backward pass, by the formula in the chapter:
///     grad_x[c] = grad_y[c] / d[c]^beta
///               - 2 * alpha * beta * x[c] * (sum of grad_y[j] * y[j] / d[j] over the window of c)
void normalize_backward(ConstTensorView x, ConstTensorView y, ConstTensorView grad_y,
                        TensorView grad_x, const LrnParams& params);

}  // namespace alexnet::course
