#include "layers/linear/linear.h"

#include "layers/relu/relu.h"

namespace alexnet {

Shape linear_output_shape(std::span<const Shape> x, const Shape& weight) {
  ALEXNET_CHECK(!x.empty(), "a fully connected layer needs an input");
  std::int64_t inputs = 0;
  for (const Shape& input : x) {
    ALEXNET_CHECK_EQ(input.n, x[0].n);
    inputs += input.image_size();
  }
  ALEXNET_CHECK_EQ(weight, Shape::matrix(weight.n, weight.c));
  ALEXNET_CHECK_EQ(inputs, weight.c);
  return Shape::matrix(x[0].n, weight.n);
}

Linear::Linear(const std::string& name, std::span<const Shape> x, int outputs, Device device) {
  std::int64_t inputs = 0;
  for (const Shape& input : x) inputs += input.image_size();
  const Shape weight = Shape::matrix(outputs, int(inputs));
  parameters_.push_back({name + ".weight", 2, Tensor(name + ".weight", weight, device), {}, {}});
  parameters_.push_back(
      {name + ".bias", 1, Tensor(name + ".bias", Shape::vector(outputs), device), {}, {}, true});
}

void Linear::forward(Inputs x, TensorView y, const Pass& pass) {
  if (y.device.is_cpu())
    cpu::linear_forward(x, weight().value, bias().value, y, pass.highest_rung);
  else
    cuda::linear_forward(*pass.stream, x, weight().value, bias().value, y, pass.math);
}

void Linear::forward_relu(Inputs x, TensorView y, const Pass& pass) {
  cuda::linear_relu_forward(*pass.stream, x, weight().value, bias().value, y, pass.math);
}

void Linear::backward(Inputs x, ConstTensorView y, ConstTensorView grad_y, GradInputs grad_x,
                      const Pass& pass) {
  if (y.device.is_cpu()) {
    cpu::linear_backward_weight(x, grad_y, weight().grad, bias().grad, pass.highest_rung);
    if (any_wanted(grad_x))
      cpu::linear_backward_input(grad_y, weight().value, grad_x, pass.highest_rung);
  } else {
    cuda::linear_backward_weight(*pass.stream, x, grad_y, weight().grad, bias().grad, pass.math);
    if (any_wanted(grad_x))
      cuda::linear_backward_input(*pass.stream, grad_y, weight().value, grad_x, pass.math);
  }
}

/// (A batch's gradient is small here, a number for each unit: the ReLU's own kernel is cheap.)
void Linear::backward_relu(Inputs x, ConstTensorView y, ConstTensorView grad_y,
                           TensorView grad_before, GradInputs grad_x, const Pass& pass) {
  cuda::relu_backward(*pass.stream, y, grad_y, grad_before);
  backward(x, y, grad_before, grad_x, pass);
}

}  // namespace alexnet
