#pragma once
#include <functional>
#include <span>
#include <vector>

#include "layers/conv/conv.h"

// Chapter 9: the exercises. Each stub beside this file is one of them.
namespace alexnet::course {

/// Exercise 1 (six to ten lines). The way back through y[n,o] = bias[o] + sum over i of weight[o,i]
/// x[n,i]. Write all three gradients; before that, they may hold anything.
///     x, grad_x (N, I); weight, grad_weight (O, I); grad_bias (O); grad_y (N, O)
/// An element of a matrix is weight(o, i, 0, 0); of a list, grad_bias(o, 0, 0, 0).
void linear_backward(ConstTensorView x, ConstTensorView weight, ConstTensorView grad_y,
                     TensorView grad_x, TensorView grad_weight, TensorView grad_bias);

/// Exercise 2 (fifteen lines). The way back through a convolution. The three gradients are 0 when
/// you get them.
///     x, grad_x (N, C, H, W); weight, grad_weight (F, C, Kh, Kw); grad_bias (F);
///     grad_y (N, F, OH, OW)
void convolve_backward(ConstTensorView x, ConstTensorView weight, ConstTensorView grad_y,
                       int stride, int pad, TensorView grad_x, TensorView grad_weight,
                       TensorView grad_bias);

/// Exercise 3 (six to eight lines). The gradient of f at w, by central differences. You choose the
/// step; it has to work for weights of any size from 0.001 to 100,000,000, and to give nine correct
/// digits where f itself is correct to sixteen. (A weight of 0 needs a step too.)
std::vector<double> numeric_gradient(const std::function<double(const std::vector<double>&)>& f,
                                     std::vector<double> w);

/// Exercise 4 (eight to twelve lines). One matrix that is used twice: y = W relu(W x). Writes the
/// gradient of W, given x and the gradient of y. Before that, grad_w may hold anything.
///     w, grad_w (I, I); x, grad_y (1, I)
void twice_backward(ConstTensorView x, ConstTensorView w, ConstTensorView grad_y,
                    TensorView grad_w);

}  // namespace alexnet::course
