#pragma once
#include "core/rng.h"
#include "core/tensor.h"

// Chapter 7: the exercises. Each stub beside this file is one of them. What a function is to write
// may hold anything before.
namespace alexnet::course {

/// Exercise 1 (five lines). y[n,o] = bias[o] + sum over i of weight[o,i] * x[n,i].
///     x (N, I); weight (O, I); bias (O); y (N, O). Element (n, i) of x is x(n, i, 0, 0); N is
///     x.shape.n and I is x.shape.c. Likewise weight(o, i, 0, 0); a bias is bias.data[o].
void linear(ConstTensorView x, ConstTensorView weight, ConstTensorView bias, TensorView y);

/// Exercise 2 (two loops of one line each). Inverted dropout: at test time nothing is done, so
/// training has to make up for what is dropped. Element i is kept if random.uniform(i) < keep.
void inverted_dropout_forward(ConstTensorView x, TensorView y, Real keep,
                              const RandomStream& random);
void inverted_dropout_backward(ConstTensorView grad_y, TensorView grad_x, Real keep,
                               const RandomStream& random);

struct MeanAndDeviation {
  double mean = 0, deviation = 0;
};

/// Exercise 3 (five lines, after some thought). The mean and standard deviation, over all masks, of
/// the sum over i of weight[i] * x[i] * mask[i], if each mask[i] is 1 with probability `keep`, else
/// 0, independently of the others. By formula: no random numbers.
MeanAndDeviation dropped_sum(ConstTensorView x, ConstTensorView weight, Real keep);

/// Exercise 4 (one line). A network was trained with the paper's dropout on the inputs of this
/// layer. Another program, which does nothing about dropout at test time, is to use it. Change the
/// layer's parameters so that it gives the same answers there.
void move_to_other_program(TensorView weight, TensorView bias, Real keep);

}  // namespace alexnet::course
