// Rung 1: the formulas as loops; the oracle of the tests, and the file to step through.
#include "core/parallel.h"
#include "layers/linear/linear_rungs.h"

namespace alexnet::cpu::naive {

void linear_forward(Inputs inputs, ConstTensorView weight, ConstTensorView bias, TensorView y) {
  parallel_for(weight.shape.n, [&](std::int64_t o) {
    const Real* row = weight.data + o * weight.shape.c;
    for (int n = 0; n < y.shape.n; ++n) {
      Real sum = bias.data[o];
      std::int64_t first = 0;  // of this input, counted over all inputs
      for (const ConstTensorView& x : inputs) {
        const Real* image = x.data + n * x.shape.image_size();
        for (std::int64_t i = 0; i < x.shape.image_size(); ++i)
          sum = multiply_add(row[first + i], image[i], sum);
        first += x.shape.image_size();
      }
      y(n, int(o), 0, 0) = sum;
    }
  });
}

void linear_backward_input(ConstTensorView grad_y, ConstTensorView weight, GradInputs grad_inputs) {
  std::int64_t first = 0;
  for (const TensorView& grad_x : grad_inputs) {
    const std::int64_t inputs = grad_x.shape.image_size();
    if (!grad_x.empty())
      parallel_for(inputs, [&](std::int64_t i) {
        for (int n = 0; n < grad_x.shape.n; ++n) {
          Real sum = 0;
          for (int o = 0; o < weight.shape.n; ++o)
            sum = multiply_add(grad_y(n, o, 0, 0), weight(o, int(first + i), 0, 0), sum);
          grad_x.data[n * inputs + i] = sum;
        }
      });
    first += inputs;
  }
}

void linear_backward_weight(Inputs inputs, ConstTensorView grad_y, TensorView grad_weight,
                            TensorView grad_bias) {
  parallel_for(grad_weight.shape.n, [&](std::int64_t o) {
    std::int64_t first = 0;
    for (const ConstTensorView& x : inputs) {
      for (std::int64_t i = 0; i < x.shape.image_size(); ++i) {
        Real sum = 0;
        for (int n = 0; n < x.shape.n; ++n)
          sum = multiply_add(grad_y(n, int(o), 0, 0), x.data[n * x.shape.image_size() + i], sum);
        grad_weight(int(o), int(first + i), 0, 0) = sum;
      }
      first += x.shape.image_size();
    }
  });
  linear_backward_bias(grad_y, grad_bias);
}

}  // namespace alexnet::cpu::naive
