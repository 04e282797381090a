#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/tensor.h"
#include "support/tensors.h"

// Is the gradient that backward computes the slope of what forward computes?
namespace alexnet::test {

/// Something that an op reads, and the gradient that its backward pass gave for it.
struct Checked {
  std::string name;
  TensorView value;
  ConstTensorView gradient;
};

/// Moves every element of every value up and down by a step h, runs forward, and compares
/// (f(x + h) - f(x - h)) / 2h with the gradient, where f = sum of grad_y * y over all elements.
/// `forward` recomputes y from the values.
void check_gradient(const std::vector<Checked>& all, ConstTensorView y, ConstTensorView grad_y,
                    const std::function<void()>& forward);

}  // namespace alexnet::test
