#pragma once
#include <cmath>

#include "core/rng.h"
#include "kernels.h"
#include "layers/conv/conv.h"

// Chapter 14: a convolution small enough to be computed by every rung, in all three directions.
namespace alexnet::course {

/// 3 images of 16 maps of 13 x 13, 64 filters of 3 x 3: a layer like conv3, in miniature.
struct Problem {
  static Tensor random(const char* name, const Shape& shape) {
    Tensor tensor(name, shape);
    fill_normal(tensor, RandomStream(14, name), 0, 1);
    return tensor;
  }
  const ConvGeometry geometry = layer(3, 16, 13, 64, 3, {1, 1});
  const ConvParams params = {1, 1};
  const Tensor x = random("x", {3, 16, 13, 13}), grad_y = random("grad_y", {3, 64, 13, 13});
  const Tensor weight = random("weight", Shape::filters(64, 16, 3, 3));
};

/// What a rung computes for it on the device; without a rung, what the CPU does by the formula.
struct Result {
  explicit Result(const Problem& p, const cuda::ConvRung* rung = nullptr) {
    const Device device = rung ? Device::cuda(0) : Device::cpu();
    const Tensor x = p.x.to(device), weight = p.weight.to(device), grad_y = p.grad_y.to(device);
    const Tensor bias("bias", Shape::vector(weight.shape().n), device);
    Tensor to_y("y", grad_y.shape(), device), to_x("grad_x", x.shape(), device);
    Tensor to_weight("grad_weight", weight.shape(), device), to_bias("b", bias.shape(), device);
    const std::vector<ConstTensorView> inputs = {x};
    const std::vector<TensorView> grads = {to_x};
    if (rung) {
      const cuda::Stream stream(0);
      rung->forward(stream, inputs, weight, bias, to_y, p.params);
      rung->backward_input(stream, grad_y, weight, grads, p.params);
      rung->backward_weight(stream, inputs, grad_y, to_weight, to_bias, p.params);
      stream.synchronize();
    } else {
      const char* const formula = cpu::kBitExactRung;
      cpu::conv_forward(inputs, weight, bias, to_y, p.params, formula);
      cpu::conv_backward_input(grad_y, weight, grads, p.params, formula);
      cpu::conv_backward_weight(inputs, grad_y, to_weight, to_bias, p.params, formula);
    }
    y = to_y.to(Device::cpu());
    grad_x = to_x.to(Device::cpu());
    grad_weight = to_weight.to(Device::cpu());
  }
  Tensor y, grad_x, grad_weight;
};

/// How far apart two tensors are, relative to the size of the second (both root mean square).
inline double off(const Tensor& actual, const Tensor& expected) {
  double error = 0, size = 0;
  for (std::int64_t i = 0; i < expected.shape().size(); ++i) {
    error += std::pow(double(actual.data()[i]) - double(expected.data()[i]), 2);
    size += std::pow(double(expected.data()[i]), 2);
  }
  return std::sqrt(error / size);
}

}  // namespace alexnet::course
