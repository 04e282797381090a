#pragma once
#include <array>

#include "core/tensor.h"

// Chapter 4: the exercises. Each stub beside this file is one of them.
namespace alexnet::course {

/// Exercise 1 (a loop of one line, after some work on paper). The backward pass of the sigmoid,
/// y = 1 / (1 + e^-x), computed from the output y of the forward pass: no x, no exp. All tensors
/// have the same shape; y.data[i] is element i, and there are y.shape.size() of them.
///     grad_x = grad_y * (slope of the sigmoid where it gave y)
void sigmoid_backward(ConstTensorView y, ConstTensorView grad_y, TensorView grad_x);

/// Exercise 2 (one line). LeNet-5 uses y = 1.7159 tanh(2x / 3). The slope dy/dx at the place where
/// it gave y, from y alone: no tanh, no exp.
double lenet_slope(double y);

/// A net of one input, three ReLU units and one output:
///     y = sum over the units of out * max(in * x + bias, 0)
struct Unit {
  double in = 0, bias = 0, out = 0;
};

/// Exercise 3 (one line, after some drawing on paper). Units that together make a tent: 0 for
/// x <= 0, then up to 1 at x = 1, down to 0 at x = 2, and 0 from there on.
std::array<Unit, 3> tent();

}  // namespace alexnet::course
