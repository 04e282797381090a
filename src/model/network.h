#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/placement.h"
#include "model/variants.h"

namespace alexnet {

/// A variant with memory: parameters, activations and gradients, spread over one or two devices.
///
///     Network net(make_variant("paper"), Placement{}, /*batch_size=*/128);
///     net.initialize(seed);
///     ConstTensorView probs = net.forward(images, {.training = true});
///     double loss = net.loss(labels);
///     net.backward(labels);              // now every parameter has its gradient
///
/// Nodes run one after another in the order of the list. Where a node reads the other tower, the
/// constructor has put a TowerCopy before it: nothing else carries data between towers.
class Network {
 public:
  /// A node of the variant's list, or a TowerCopy between two of them.
  struct Node {
    std::string name;
    LayerSpec spec;
    std::unique_ptr<Layer> layer;
    std::vector<int> inputs;  ///< positions in nodes(), or kImages
    Tower tower;
    Tensor output;    ///< (batch size, ...)
    Tensor gradient;  ///< of the loss, alike; allocated by the first backward()
    double forward_ms = 0, backward_ms = 0;  ///< of the last pass
  };
  static constexpr int kImages = -1;  ///< the input that is no node

  /// Allocates for batches of up to `batch_size` images.
  /// Errors: nodes that do not fit together (the message names the node); a device that is absent.
  Network(Variant variant, const Placement& placement, int batch_size);

  const Variant& variant() const { return variant_; }
  const Placement& placement() const { return placement_; }
  int batch_size() const { return batch_size_; }
  const std::vector<Node>& nodes() const { return nodes_; }
  /// Position of the node of that name; throws where there is none.
  int find(std::string_view name) const;
  /// Every parameter, in node order.
  const std::vector<Parameter*>& parameters() const { return parameters_; }

  /// Fills the parameters as the variant says. A weight's start depends on seed and its name only.
  void initialize(std::uint64_t seed);

  /// Runs every node on images (n, C, H, W), n up to the batch size. Returns the probabilities
  /// (n, classes); they stay until the next forward().
  ConstTensorView forward(ConstTensorView images, const Pass& pass);
  /// Mean loss of the last forward's images. labels: (n).
  double loss(ConstTensorView labels);
  /// Computes the gradient of the mean loss of the last forward's images for every parameter and
  /// every node - for the images too, if somebody wants to see it.
  void backward(ConstTensorView labels, bool for_images = false);

  /// What the node computed for the last forward's images.
  ConstTensorView output(int node) const {
    return nodes_[node].output.view().first(images_.shape.n);
  }
  /// The gradient of the loss with respect to output(node), after backward().
  ConstTensorView gradient(int node) const {
    return nodes_[node].gradient.view().first(images_.shape.n);
  }
  /// After backward(labels, true).
  ConstTensorView image_gradient() const { return image_gradient_.view().first(images_.shape.n); }

  /// The first node, in execution order, whose output holds NaN or Inf.
  std::optional<std::string> first_bad_output() const;

 private:
  void build_node(const NodeSpec& spec);
  int input_on_tower(const std::string& name, Tower tower);
  void append(NodeSpec spec, std::vector<int> inputs);
  std::vector<Shape> input_shapes(const std::vector<int>& inputs) const;
  std::vector<ConstTensorView> input_views(const Node& node) const;
  void allocate_gradients();
  void backward_node(Node& node, ConstTensorView grad_output, bool for_images,
                     std::vector<bool>& has_gradient);

  Variant variant_;
  Placement placement_;
  int batch_size_;
  std::vector<Node> nodes_;
  std::vector<Parameter*> parameters_;

  ConstTensorView images_;  // the last forward's, as the caller gave them
  Tensor images_on_b_;      // a copy, where tower b has a device of its own
  Tensor image_gradient_, image_gradient_on_b_;
  std::vector<Tensor> second_gradients_;  // per node: where a second reader's share is computed
  Tensor losses_;
};

}  // namespace alexnet
