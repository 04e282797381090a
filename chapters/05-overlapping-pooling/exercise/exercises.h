#pragma once
#include "core/tensor.h"
#include "layers/pool_shape.h"

// Chapter 5: the exercises. Each stub beside this file is one of them.
namespace alexnet::course {

/// Exercise 1 (one to four lines). How many of the `outputs` windows along an axis hold pixel
/// `pixel`? Window o holds the pixels o * stride ... o * stride + size - 1.
int windows_over(int pixel, int outputs, const PoolParams& params);

/// Exercise 2 (about ten lines). The backward pass of max pooling: grad_x is zero except where a
/// pixel has won; there it is the sum of grad_y over the windows that it has won. Of equal pixels,
/// the first in reading order wins.
///     x, grad_x (N, C, H, W); grad_y (N, C, OH, OW)
/// PoolWindow(x.shape, params, oy, ox) has the rows [y0, y1) and columns [x0, x1) of a window.
void pool_backward(ConstTensorView x, ConstTensorView grad_y, TensorView grad_x,
                   const PoolParams& params);

/// Exercise 3 (about ten lines). The same by the rule of the authors' kernels of 2011 and 2014,
/// with loops over pixels, not over windows: a pixel gets grad_y of every window that holds it and
/// whose output is equal to it. CoveringWindows(y.shape, params, iy, ix) has the windows that hold
/// a pixel: rows [oy0, oy1) and columns [ox0, ox1) of y. Each element of grad_x is written once,
/// for its own pixel.
void pool_backward_all_ties(ConstTensorView x, ConstTensorView y, ConstTensorView grad_y,
                            TensorView grad_x, const PoolParams& params);

}  // namespace alexnet::course
