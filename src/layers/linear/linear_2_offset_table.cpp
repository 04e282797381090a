// Rung 2: each product is one call to the blocked matrix product. It gives the numbers of rung 1,
// bit for bit.
#include <algorithm>
#include <limits>

#include "core/parallel.h"
#include "core/scratch.h"
#include "layers/gemm/gemm.h"
#include "layers/linear/linear_rungs.h"

namespace alexnet::cpu::offset_table {

bool supports(std::span<const Shape> x, const Shape& weight) {
  std::int64_t largest = std::max(weight.size(), std::int64_t{x[0].n} * weight.n);  // and y
  for (const Shape& input : x) largest = std::max(largest, input.size());
  return largest <= std::numeric_limits<int>::max();
}

void linear_forward(Inputs inputs, ConstTensorView weight, ConstTensorView bias, TensorView y) {
  const int batch = y.shape.n, outputs = weight.shape.n;
  const Offsets y_outputs = offsets({{outputs, 1}});
  const Offsets y_images = offsets({{batch, outputs}});
  const Offsets weight_rows = offsets({{outputs, weight.shape.c}});
  const Offsets same = offsets({{batch, 0}});  // the bias is the same for every image
  const TableMatrix<const Real> bias_column = {bias.data, y_outputs, same};

  int first = 0;
  for (const ConstTensorView& x : inputs) {
    const int size = int(x.shape.image_size());
    const Offsets elements = offsets({{size, 1}});
    const Offsets images = offsets({{batch, size}});
    // y^T (outputs x images) = bias + weight (outputs x inputs) * x^T (inputs x images)
    const TableMatrix<Real> y_turned = {y.data, y_outputs, y_images};
    blocked::gemm(y_turned, first == 0 ? bias_column : y_turned,
                  {weight.data + first, weight_rows, elements}, {x.data, elements, images});
    first += size;
  }
}

void linear_backward_input(ConstTensorView grad_y, ConstTensorView weight, GradInputs grad_inputs) {
  const int batch = grad_y.shape.n, outputs = weight.shape.n;
  const Offsets y_outputs = offsets({{outputs, 1}});
  const Offsets y_images = offsets({{batch, outputs}});
  const Offsets weight_rows = offsets({{outputs, weight.shape.c}});

  int first = 0;
  for (const TensorView& grad_x : grad_inputs) {
    const int size = int(grad_x.shape.image_size());
    if (!grad_x.empty()) {
      const Offsets elements = offsets({{size, 1}});
      const Offsets images = offsets({{batch, size}});
      // grad_x (images x inputs) = grad_y (images x outputs) * weight (outputs x inputs)
      blocked::gemm({grad_x.data, images, elements}, kZero, {grad_y.data, y_images, y_outputs},
                    {weight.data + first, weight_rows, elements});
    }
    first += size;
  }
}

void linear_backward_weight(Inputs inputs, ConstTensorView grad_y, TensorView grad_weight,
                            TensorView grad_bias) {
  const int batch = grad_y.shape.n, outputs = grad_weight.shape.n;
  // The product reads A's terms (here the images) one after another: transpose grad_y, so that they
  // are adjacent.
  Scratch turned(std::size_t(batch) * outputs);
  for (int n = 0; n < batch; ++n)
    for (int o = 0; o < outputs; ++o)
      turned.data()[std::int64_t{o} * batch + n] = grad_y(n, o, 0, 0);
  const Offsets turned_outputs = offsets({{outputs, batch}});
  const Offsets turned_images = offsets({{batch, 1}});
  const Offsets weight_rows = offsets({{outputs, grad_weight.shape.c}});

  int first = 0;
  for (const ConstTensorView& x : inputs) {
    const int size = int(x.shape.image_size());
    const Offsets elements = offsets({{size, 1}});
    const Offsets images = offsets({{batch, size}});
    // grad_weight (outputs x inputs) = grad_y^T (outputs x images) * x (images x inputs)
    blocked::gemm({grad_weight.data + first, weight_rows, elements}, kZero,
                  {turned.data(), turned_outputs, turned_images}, {x.data, images, elements});
    first += size;
  }
  linear_backward_bias(grad_y, grad_bias);
}

}  // namespace alexnet::cpu::offset_table
