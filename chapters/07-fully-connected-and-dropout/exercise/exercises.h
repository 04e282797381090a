#pragma once
#include "core/rng.h"
#include "core/tensor.h"

// Chapter 7, what is to be done. Each stub beside this file is one exercise.
namespace alexnet::course {

/// Exercise 1 (five lines). y[n,o] = bias[o] + sum over i of weight[o,i] * x[n,i].
///     x (N, I); weight (O, I); bias (O); y (N, O). Element (n, i) of x is x(n, i, 0, 0); there are
///     x.shape.n and x.shape.c of them; weight(o, i, 0, 0) likewise, and bias.data[o].
void linear(ConstTensorView x, ConstTensorView weight, ConstTensorView bias, TensorView y);

/// Exercise 2 (two loops of one line). Inverted dropout: at test time nothing is done, so training
/// has to make up for what is dropped. Element i is kept if random.uniform(i) < keep.
void inverted_dropout_forward(ConstTensorView x, TensorView y, Real keep,
                              const RandomStream& random);
void inverted_dropout_backward(ConstTensorView grad_y, TensorView grad_x, Real keep,
                               const RandomStream& random);

struct MeanAndDeviation {
  double mean = 0, deviation = 0;
};

/// Exercise 3 (five lines, after some thought). Mean and standard deviation of the sum of
/// weight[i] * x[i] * mask[i] over all masks, if mask[i] is 1 with probability `keep`, else 0, each
/// by itself. By formula: no random numbers.
MeanAndDeviation dropped_sum(ConstTensorView x, ConstTensorView weight, Real keep);

/// Exercise 4 (one line). A network was trained with the paper's dropout on the inputs of this
/// layer. It is to be used by a program that does nothing at test time. Change the layer's
/// parameters so that it gives the same answers there.
void move_to_other_program(TensorView weight, TensorView bias, Real keep);

}  // namespace alexnet::course
