#pragma once
#include "layers/linear/linear.h"
#include "support/tensors.h"

// What fully connected layers are tried on, on the CPU and on devices.
namespace alexnet::test {

struct LinearCase {
  const char* why;
  std::vector<Shape> x;
  int outputs;
};

/// For every rung, every order of threads, every number of them. A small tile is 16 x 16.
inline const std::vector<LinearCase> kSmallLinears = {
    {"a single number", {{1, 1, 1, 1}}, 1},
    {"primes everywhere", {{3, 5, 7, 11}}, 13},
    {"two inputs of unequal size", {{2, 3, 2, 5}, {2, 7, 1, 1}}, 6},
    {"three inputs", {{5, 1, 1, 1}, {5, 2, 1, 3}, {5, 4, 1, 1}}, 3},
    {"a small tile less one", {{15, 15, 1, 1}}, 15},
    {"a small tile", {{16, 16, 1, 1}}, 16},
    {"a small tile and one", {{17, 17, 1, 1}}, 17},
    {"multiples of four", {{4, 8, 1, 1}}, 12},
    {"multiples of four, and tiles hang over", {{3, 132, 1, 1}, {3, 5, 2, 2}}, 68},
    {"multiples of four, but the second input begins between them",
     {{3, 6, 1, 1}, {3, 8, 1, 1}, {3, 2, 1, 1}},
     8},
    {"multiples of four but for the outputs", {{3, 8, 1, 1}}, 6},
    {"multiples of four but for the second input", {{3, 8, 1, 1}, {3, 6, 1, 1}}, 8},
};

/// For every rung. A large tile is 64 x 128.
inline const std::vector<LinearCase> kLargeLinears = {
    {"a large tile less one", {{63, 127, 1, 1}}, 127},
    {"a large tile", {{64, 128, 1, 1}}, 128},
    {"a large tile and one", {{65, 129, 1, 1}}, 129},
    {"more images than the CPU's block of columns", {{513, 3, 1, 1}}, 2},
    {"so many inputs that blocks share them", {{2, 1025, 1, 1}}, 4},
    {"the same, multiples of four", {{2, 1028, 1, 1}}, 4},
    {"so many images that blocks share them", {{1013, 3, 1, 1}}, 2},
    {"AlexNet's fc6, both towers, few of its outputs", {{2, 128, 6, 6}, {2, 128, 6, 6}}, 48},
    {"AlexNet's fc7, an odd batch", {{5, 2048, 1, 1}, {5, 2048, 1, 1}}, 97},
    {"AlexNet's fc8, one image", {{1, 2048, 1, 1}, {1, 2048, 1, 1}}, 250},
};

/// AlexNet's layers with all their outputs: for GPUs only.
inline const std::vector<LinearCase> kWholeLinears = {
    {"AlexNet's fc6, a tower's half of its outputs", {{3, 128, 6, 6}, {3, 128, 6, 6}}, 2048},
    {"AlexNet's fc7, an odd batch", {{5, 2048, 1, 1}, {5, 2048, 1, 1}}, 2048},
    {"AlexNet's fc8", {{128, 2048, 1, 1}, {128, 2048, 1, 1}}, 1000},
};

/// The tensors that are given in a case.
struct LinearProblem {
  explicit LinearProblem(const LinearCase& c) : shapes(c.x) {
    int inputs = 0;
    for (const Shape& shape : shapes) {
      x.push_back(random_tensor("x" + std::to_string(x.size()), shape));
      inputs += int(shape.image_size());
    }
    weight = random_tensor("w", Shape::matrix(c.outputs, inputs));
    bias = random_tensor("b", Shape::vector(c.outputs));
    y_shape = linear_output_shape(shapes, weight.shape());
    grad_y = random_tensor("grad_y", y_shape);
    for (const Tensor& input : x) views.push_back(input);
  }

  std::vector<Shape> shapes;  ///< of x
  std::vector<Tensor> x;
  std::vector<ConstTensorView> views;  ///< of x
  Tensor weight, bias, grad_y;
  Shape y_shape;
};

}  // namespace alexnet::test
