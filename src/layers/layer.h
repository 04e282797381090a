#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/rng.h"
#include "core/tensor.h"
#include "cuda/stream.h"

namespace alexnet {

/// The inputs of a layer, in order. Most layers have one; where the towers meet there are two, and
/// their channels are numbered consecutively: input a's first, then input b's.
using Inputs = std::span<const ConstTensorView>;
/// Where the gradient for each input goes. An empty view: that gradient is not needed.
using GradInputs = std::span<const TensorView>;

/// False for the first layer, below which nothing learns.
inline bool any_wanted(GradInputs grad_x) {
  return std::any_of(grad_x.begin(), grad_x.end(), [](const TensorView& g) { return !g.empty(); });
}

/// How a GPU multiplies in convolutions and fully connected layers. Sums are always in fp32, and so
/// are all tensors in memory. The CPU has fp32 only.
enum class Math {
  fp32,  ///< ordinary fused multiply-adds
  tf32,  ///< tensor cores, factors rounded to 10 bits of fraction
  bf16,  ///< tensor cores, factors rounded to 7
};

/// How many significant bits a factor keeps, including the one before the point.
constexpr int factor_bits(Math math) {
  return math == Math::tf32 ? 11 : math == Math::bf16 ? 8 : 24;
}
inline std::string to_text(Math math) {
  return math == Math::tf32 ? "tf32" : math == Math::bf16 ? "bf16" : "fp32";
}

/// Which pass this is.
struct Pass {
  /// For dropout: it drops only in training, and its mask is a function of seed and iteration.
  bool training = false;
  std::uint64_t seed = 0;
  std::uint64_t iteration = 0;
  // The network sets these two for each node.
  Math math = Math::fp32;
  /// Where the work of a node on a GPU is queued. Null on the CPU, where a layer's work is done
  /// when the call returns.
  const cuda::Stream* stream = nullptr;
  /// The highest rung that ops on the CPU take, by its own name (layers/rung_names.h). If empty,
  /// the network sets what it was told for all passes.
  std::string_view highest_rung = {};
};

/// Numbers that are learned, with their gradient and the velocity of SGD with momentum.
struct Parameter {
  std::string name;  ///< "conv1a.weight"
  int rank = 1;      ///< how many extents are used: 4 for filters, 2 for a matrix, 1 for a list
  Tensor value;
  Tensor grad;      ///< allocated when training begins
  Tensor velocity;  ///< likewise
  bool is_bias = false;
};

/// How parameters are initialized: weights Gaussian around 0, biases constant. Paper: section 5.
struct Init {
  Real weight_stddev = Real(0.01);
  Real bias = 0;
  /// Instead of weight_stddev: sqrt(2 / inputs of a unit), which preserves the size of signals
  /// through layers of any width (He et al. 2015). For nets narrower than the paper's.
  bool scale_to_inputs = false;
};

/// A node's work. Layers are thin: they own parameters and what backward needs to remember, check
/// nothing that the op checks, and call the stateless op of their device.
class Layer {
 public:
  virtual ~Layer() = default;

  /// Writes y from x.
  virtual void forward(Inputs x, TensorView y, const Pass& pass) = 0;
  /// Writes max(y, 0) in the same kernel, bit for bit what a ReLU would make of y. On GPUs only,
  /// and only where fuses_relu(); so is backward_relu().
  virtual void forward_relu(Inputs, TensorView, const Pass&) {
    throw_error("this layer does not do a ReLU's work");
  }
  virtual bool fuses_relu() const { return false; }
  /// Writes (does not add to) grad_x and the parameters' gradients. x, y and pass are forward's.
  virtual void backward(Inputs x, ConstTensorView y, ConstTensorView grad_y, GradInputs grad_x,
                        const Pass& pass) = 0;
  /// backward() for this layer and the ReLU behind it, bit for bit what they would give one after
  /// the other: y is the ReLU's output, grad_y its gradient. What would lie between them is written
  /// to grad_before if the kernels need it in memory.
  virtual void backward_relu(Inputs, ConstTensorView, ConstTensorView, TensorView, GradInputs,
                             const Pass&) {
    throw_error("this layer does not do a ReLU's work");
  }
  virtual std::span<Parameter> parameters() { return {}; }
};

}  // namespace alexnet
