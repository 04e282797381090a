#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/rng.h"
#include "core/tensor.h"

namespace alexnet {

/// The inputs of a layer, in order. Most have one; where the towers meet there are two, and their
/// channels count on: input a's first, then input b's.
using Inputs = std::span<const ConstTensorView>;
/// Where the gradient for each input goes. An empty view means that nobody needs it.
using GradInputs = std::span<const TensorView>;

/// False for the first layer, below which nothing learns.
inline bool any_wanted(GradInputs grad_x) {
  return std::any_of(grad_x.begin(), grad_x.end(), [](const TensorView& g) { return !g.empty(); });
}

/// Which pass this is. Dropout asks: it only drops in training, and its mask is a function of seed
/// and iteration.
struct Pass {
  bool training = false;
  std::uint64_t seed = 0;
  std::uint64_t iteration = 0;
};

/// Numbers that are learned, with their gradient and the velocity of SGD with momentum.
struct Parameter {
  std::string name;  ///< "conv1a.weight"
  int rank = 1;      ///< extents that mean something: 4 filters, 2 a matrix, 1 a list
  Tensor value;
  Tensor grad;      ///< allocated when training begins
  Tensor velocity;  ///< likewise
  bool is_bias = false;
};

/// How a layer's parameters start: weights Gaussian around 0, biases constant. Paper: section 5.
struct Init {
  Real weight_stddev = Real(0.01);
  Real bias = 0;
  /// Instead of weight_stddev: sqrt(2 / inputs of a unit), which keeps the size of signals through
  /// layers of any width (He et al. 2015). For nets narrower than the paper's.
  bool scale_to_inputs = false;
};

/// A node's work. Layers are thin: they own parameters and what backward needs to remember, check
/// nothing that the op checks, and call the stateless op of their device.
class Layer {
 public:
  virtual ~Layer() = default;

  /// Writes y from x.
  virtual void forward(Inputs x, TensorView y, const Pass& pass) = 0;
  /// Writes (does not add to) grad_x and the parameters' gradients. x and y are forward's.
  virtual void backward(Inputs x, ConstTensorView y, ConstTensorView grad_y, GradInputs grad_x) = 0;
  virtual std::span<Parameter> parameters() { return {}; }
  /// Products of the forward pass for one image: the usual measure of a network's work.
  virtual std::int64_t multiply_adds_per_image() const { return 0; }
};

}  // namespace alexnet
