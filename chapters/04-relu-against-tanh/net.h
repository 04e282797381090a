#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "layers/linear/linear.h"
#include "layers/relu/relu.h"
#include "layers/softmax_loss/softmax_loss.h"
#include "layers/tanh/tanh.h"

// The net of this chapter's experiment: four fully connected layers, which chapter 7 explains, and
// what makes them learn, which chapters 8 to 10 explain.
namespace alexnet::course {

struct Nonlinearity {
  const char* name;
  void (*forward)(ConstTensorView x, TensorView y);
  void (*backward)(ConstTensorView y, ConstTensorView grad_y, TensorView grad_x);
};
inline constexpr Nonlinearity kRelu{"ReLU", cpu::relu_forward, cpu::relu_backward};
inline constexpr Nonlinearity kTanh{"tanh", cpu::tanh_forward, cpu::tanh_backward};

/// How large a net's weights are at first, and which random numbers they are.
struct Start {
  Real first, factor;
  std::uint64_t seed = 4;
};

class Net {
 public:
  /// `units` are the sizes of the input and of each layer. Weights are Gaussian: those of the first
  /// layer with standard deviation start.first, those of the others with start.factor /
  /// sqrt(inputs).
  Net(const std::array<int, 5>& units, const Nonlinearity& f, const Start& start, int batch)
      : f_(f) {
    for (int l = 0; l < kLayers; ++l) {
      Layer& layer = layers_[l];
      const Shape weight = Shape::matrix(units[l + 1], units[l]);
      layer.weight = Tensor(fmt::format("weight {}", l), weight);
      layer.grad_weight = Tensor("grad_weight", weight);
      layer.bias = Tensor("bias", Shape::vector(units[l + 1]));
      layer.grad_bias = Tensor("grad_bias", Shape::vector(units[l + 1]));
      layer.y = Tensor("y", Shape::matrix(batch, units[l + 1]));
      layer.grad_y = Tensor("grad_y", Shape::matrix(batch, units[l + 1]));
      fill_normal(layer.weight, RandomStream(start.seed, layer.weight.name()), 0,
                  l == 0 ? start.first : start.factor / std::sqrt(Real(units[l])));
    }
  }

  /// The probability of each class, for each image.
  ConstTensorView forward(ConstTensorView x) {
    for (Layer& layer : layers_) {
      const TensorView y = layer.y.view().first(x.shape.n);
      cpu::linear_forward(std::array{x}, layer.weight, layer.bias, y);
      if (&layer == &layers_.back())
        cpu::softmax_forward(y, y);
      else
        f_.forward(y, y);
      x = y;
    }
    return x;
  }

  /// The probability that wrong classes get, averaged over the images.
  double error(ConstTensorView x, ConstTensorView labels) {
    const ConstTensorView probs = forward(x);
    double right = 0;
    for (int n = 0; n < x.shape.n; ++n) right += double(probs(n, int(labels.data[n]), 0, 0));
    return 1 - right / x.shape.n;
  }

  /// One step downhill.
  void learn(ConstTensorView x, ConstTensorView labels, Real rate) {
    const ConstTensorView probs = forward(x);
    TensorView grad_y = layers_.back().grad_y.view().first(x.shape.n);
    cpu::softmax_loss_backward(probs, labels, grad_y);
    for (int l = kLayers - 1; l >= 0; --l) {
      Layer& layer = layers_[l];
      const ConstTensorView below = l == 0 ? x : layers_[l - 1].y.view().first(x.shape.n);
      cpu::linear_backward_weight(std::array{below}, grad_y, layer.grad_weight, layer.grad_bias);
      if (l > 0) {
        const TensorView grad_below = layers_[l - 1].grad_y.view().first(x.shape.n);
        cpu::linear_backward_input(grad_y, layer.weight, std::array{grad_below});
        f_.backward(below, grad_below, grad_below);
        grad_y = grad_below;
      }
      step(layer.weight, layer.grad_weight, rate);
      step(layer.bias, layer.grad_bias, rate);
    }
  }

  /// The share of a layer's outputs, for the last images, that are larger than `limit` or smaller
  /// than -limit.
  double beyond(int layer, Real limit) const {
    const auto values = layers_[layer].y.view().values();
    return double(std::count_if(values.begin(), values.end(),
                                [&](Real y) { return std::abs(y) > limit; })) /
           double(values.size());
  }

 private:
  static constexpr int kLayers = 4;
  struct Layer {
    Tensor weight, grad_weight, bias, grad_bias, y, grad_y;
  };

  static void step(TensorView value, ConstTensorView grad, Real rate) {
    for (std::int64_t i = 0; i < value.shape.size(); ++i) value.data[i] -= rate * grad.data[i];
  }

  Nonlinearity f_;
  std::array<Layer, kLayers> layers_;
};

}  // namespace alexnet::course
