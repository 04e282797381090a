// Rung 1: the formulas as loops. Slow, and the oracle for every other rung, so nothing here is
// clever. This is the file to step through in a debugger.
#include "core/parallel.h"
#include "layers/conv/conv_rungs.h"

namespace alexnet::cpu::naive {

void conv_forward(Inputs inputs, ConstTensorView weight, ConstTensorView bias, TensorView y,
                  const ConvParams& p) {
  parallel_for(y.shape.n, [&](std::int64_t image) {
    const int n = int(image);
    for (int f = 0; f < y.shape.c; ++f)
      for (int oy = 0; oy < y.shape.h; ++oy)
        for (int ox = 0; ox < y.shape.w; ++ox) {
          Real sum = bias(f, 0, 0, 0);
          int first_channel = 0;  // of this input, counted over all inputs
          for (const ConstTensorView& x : inputs) {
            for (int c = 0; c < x.shape.c; ++c)
              for (int ky = 0; ky < weight.shape.h; ++ky)
                for (int kx = 0; kx < weight.shape.w; ++kx) {
                  const int iy = oy * p.stride - p.pad + ky;
                  const int ix = ox * p.stride - p.pad + kx;
                  if (iy < 0 || iy >= x.shape.h || ix < 0 || ix >= x.shape.w) continue;
                  sum = multiply_add(x(n, c, iy, ix), weight(f, first_channel + c, ky, kx), sum);
                }
            first_channel += x.shape.c;
          }
          y(n, f, oy, ox) = sum;
        }
  });
}

void conv_backward_input(ConstTensorView grad_y, ConstTensorView weight, GradInputs grad_inputs,
                         const ConvParams& p) {
  int first_channel = 0;
  for (const TensorView& grad_x : grad_inputs) {
    if (!grad_x.empty())
      parallel_for(grad_x.shape.n, [&](std::int64_t image) {
        const int n = int(image);
        for (int c = 0; c < grad_x.shape.c; ++c)
          for (int iy = 0; iy < grad_x.shape.h; ++iy)
            for (int ix = 0; ix < grad_x.shape.w; ++ix) {
              Real sum = 0;
              for (int f = 0; f < grad_y.shape.c; ++f)
                for (int ky = 0; ky < weight.shape.h; ++ky)
                  for (int kx = 0; kx < weight.shape.w; ++kx) {
                    // Which window has tap (ky, kx) on this pixel? Its corner, in the padded image:
                    const int top = iy + p.pad - ky, left = ix + p.pad - kx;
                    if (top < 0 || top % p.stride != 0 || left < 0 || left % p.stride != 0)
                      continue;
                    const int oy = top / p.stride, ox = left / p.stride;
                    if (oy >= grad_y.shape.h || ox >= grad_y.shape.w) continue;
                    sum = multiply_add(grad_y(n, f, oy, ox), weight(f, first_channel + c, ky, kx),
                                       sum);
                  }
              grad_x(n, c, iy, ix) = sum;
            }
      });
    first_channel += grad_x.shape.c;
  }
}

void conv_backward_weight(Inputs inputs, ConstTensorView grad_y, TensorView grad_weight,
                          TensorView grad_bias, const ConvParams& p) {
  parallel_for(grad_weight.shape.n, [&](std::int64_t filter) {
    const int f = int(filter);
    int first_channel = 0;
    for (const ConstTensorView& x : inputs) {
      for (int c = 0; c < x.shape.c; ++c)
        for (int ky = 0; ky < grad_weight.shape.h; ++ky)
          for (int kx = 0; kx < grad_weight.shape.w; ++kx) {
            Real sum = 0;
            for (int n = 0; n < x.shape.n; ++n)
              for (int oy = 0; oy < grad_y.shape.h; ++oy)
                for (int ox = 0; ox < grad_y.shape.w; ++ox) {
                  const int iy = oy * p.stride - p.pad + ky;
                  const int ix = ox * p.stride - p.pad + kx;
                  if (iy < 0 || iy >= x.shape.h || ix < 0 || ix >= x.shape.w) continue;
                  sum = multiply_add(x(n, c, iy, ix), grad_y(n, f, oy, ox), sum);
                }
            grad_weight(f, first_channel + c, ky, kx) = sum;
          }
      first_channel += x.shape.c;
    }
  });
  conv_backward_bias(grad_y, grad_bias);
}

}  // namespace alexnet::cpu::naive
