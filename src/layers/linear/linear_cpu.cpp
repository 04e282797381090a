#include "core/parallel.h"
#include "layers/fastest.h"
#include "layers/linear/linear_rungs.h"

namespace alexnet::cpu {
namespace {

constexpr LinearRung kLinearRungs[] = {
    {"naive", "the formula as a loop nest", naive::linear_forward, naive::linear_backward_input,
     naive::linear_backward_weight, [](std::span<const Shape>, const Shape&) { return true; }},
    {"offset_table", "one blocked matrix product", offset_table::linear_forward,
     offset_table::linear_backward_input, offset_table::linear_backward_weight,
     offset_table::supports},
};

/// Checks that the shapes fit together and finds the fastest rung that takes them, up to the
/// highest.
template <class View>
const LinearRung& choose_rung(std::span<const View> x, const Shape& weight, const Shape& y,
                              std::string_view highest_rung) {
  std::vector<Shape> shapes;
  for (const View& view : x) shapes.push_back(view.shape);
  ALEXNET_CHECK_EQ(y, linear_output_shape(shapes, weight));
  return fastest(up_to(highest_rung, linear_rungs()), shapes, weight);
}

}  // namespace

std::span<const LinearRung> linear_rungs() { return kLinearRungs; }

void linear_forward(Inputs x, ConstTensorView weight, ConstTensorView bias, TensorView y,
                    std::string_view highest_rung) {
  ALEXNET_CHECK_EQ(bias.shape, Shape::vector(weight.shape.n));
  choose_rung(x, weight.shape, y.shape, highest_rung).forward(x, weight, bias, y);
}

void linear_backward_input(ConstTensorView grad_y, ConstTensorView weight, GradInputs grad_x,
                           std::string_view highest_rung) {
  choose_rung(grad_x, weight.shape, grad_y.shape, highest_rung)
      .backward_input(grad_y, weight, grad_x);
}

void linear_backward_weight(Inputs x, ConstTensorView grad_y, TensorView grad_weight,
                            TensorView grad_bias, std::string_view highest_rung) {
  ALEXNET_CHECK_EQ(grad_bias.shape, Shape::vector(grad_weight.shape.n));
  choose_rung(x, grad_weight.shape, grad_y.shape, highest_rung)
      .backward_weight(x, grad_y, grad_weight, grad_bias);
}

void linear_backward_bias(ConstTensorView grad_y, TensorView grad_bias) {
  fill(grad_bias, 0);
  for (int n = 0; n < grad_y.shape.n; ++n)
    for (int o = 0; o < grad_y.shape.c; ++o) grad_bias.data[o] += grad_y(n, o, 0, 0);
}

}  // namespace alexnet::cpu
