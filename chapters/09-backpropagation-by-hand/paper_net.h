#pragma once
#include <algorithm>
#include <array>

#include "layers/linear/linear_rungs.h"
#include "layers/relu/relu.h"
#include "layers/softmax_loss/softmax_loss.h"

// The network that this chapter computes on paper, and its gradients.
namespace alexnet::course {

inline Tensor tensor_of(const char* name, Shape shape, std::initializer_list<Real> numbers) {
  Tensor tensor(name, shape);
  std::copy(numbers.begin(), numbers.end(), tensor.data());
  return tensor;
}

/// Two inputs, two hidden units, two classes; the second class is true.
struct PaperNet {
  Tensor x = tensor_of("x", Shape::matrix(1, 2), {1, 2});
  Tensor weight1 = tensor_of("weight1", Shape::matrix(2, 2), {1, -1, 0.5f, 1});
  Tensor bias1 = tensor_of("bias1", Shape::vector(2), {0.5f, 0});
  Tensor weight2 = tensor_of("weight2", Shape::matrix(2, 2), {1, 0.4f, -1, 0});
  Tensor bias2 = tensor_of("bias2", Shape::vector(2), {0, 0});
  Tensor label = tensor_of("label", Shape::vector(1), {1});
  Tensor a{"a", x.shape()}, h{"h", x.shape()}, z{"z", x.shape()}, p{"p", x.shape()};
  Tensor loss{"loss", Shape::vector(1)};
  Tensor grad_z{"grad_z", z.shape()}, grad_h{"grad_h", h.shape()}, grad_a{"grad_a", a.shape()};
  Tensor grad_x{"grad_x", x.shape()};
  Tensor grad_w2{"grad_w2", weight2.shape()}, grad_b2{"grad_b2", bias2.shape()};
  Tensor grad_w1{"grad_w1", weight1.shape()}, grad_b1{"grad_b1", bias1.shape()};

  void forward() {
    cpu::naive::linear_forward(std::array<ConstTensorView, 1>{x}, weight1, bias1, a);
    cpu::relu_forward(a, h);
    cpu::naive::linear_forward(std::array<ConstTensorView, 1>{h}, weight2, bias2, z);
    cpu::softmax_forward(z, p);
    cpu::softmax_loss(z, label, loss);
  }

  void backward() {
    cpu::softmax_loss_backward(p, label, grad_z);
    cpu::naive::linear_backward_weight(std::array<ConstTensorView, 1>{h}, grad_z, grad_w2, grad_b2);
    cpu::naive::linear_backward_input(grad_z, weight2, std::array<TensorView, 1>{grad_h});
    cpu::relu_backward(h, grad_h, grad_a);
    cpu::naive::linear_backward_weight(std::array<ConstTensorView, 1>{x}, grad_a, grad_w1, grad_b1);
    cpu::naive::linear_backward_input(grad_a, weight1, std::array<TensorView, 1>{grad_x});
  }
};

}  // namespace alexnet::course
