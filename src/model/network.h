#pragma once
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "layers/rung_names.h"
#include "model/placement.h"
#include "model/stopwatch.h"
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
/// Nodes run one after another in the order of the list, and back in backward_order(). Where a node
/// reads the other tower, the constructor has put a TowerCopy before it: nothing else carries data
/// between towers (except the gradient of the images, where it is asked for).
///
/// A tower on a GPU has a stream of its own, in which its nodes are queued; forward() and
/// backward() return before the work is done. In the receiving tower's stream, a TowerCopy waits
/// for the node that it reads, and for nothing else in the sending tower. A pass begins after the
/// work that is already in tower a's stream, and work queued there later begins after the pass. To
/// read results on the host, copy them (core/tensor.h): the copy waits.
class Network {
 public:
  /// A node of the variant's list, or a TowerCopy between two of them.
  struct Node {
    std::string name;
    LayerSpec spec;
    std::unique_ptr<Layer> layer;
    std::vector<int> inputs;  ///< positions in nodes(), or kImages
    Tower tower;
    std::int64_t multiply_adds = 0;  ///< of the forward pass, per image
    Tensor output;                   ///< (batch size, ...)
    Tensor gradient;                 ///< of the loss, alike; allocated by the first backward()
    Stopwatch forward_time, backward_time;
    /// Events for the other tower to wait for: on nodes that a TowerCopy reads, and on TowerCopies.
    std::optional<cuda::Event> output_ready, gradient_ready;
    /// The ReLU that is this node's only reader and whose work it can do too; else -1.
    int relu = -1;
  };
  static constexpr int kImages = -1;  ///< the input that is not a node

  /// Allocates for batches of up to `batch_size` images.
  /// Errors: nodes that do not fit together, or two of the same name (the message names the node);
  /// a last node that is not the softmax of the variant's classes; a device that is absent.
  Network(Variant variant, const Placement& placement, int batch_size);
  /// Can be moved, but not assigned to: that would free the old network's memory before its
  /// streams, whose queued work may still use it.
  Network(Network&&) = default;
  Network& operator=(Network&&) = delete;

  const Variant& variant() const { return variant_; }
  const Placement& placement() const { return placement_; }
  int batch_size() const { return batch_size_; }
  /// Whether every tower that has nodes is on a GPU.
  bool is_on_gpus() const;
  const std::vector<Node>& nodes() const { return nodes_; }
  /// The positions of nodes() in the order in which backward() runs them: the last first. A
  /// TowerCopy, which waits for the other tower, comes as late as it can, just before the node that
  /// it reads: until then, both towers have work of their own.
  const std::vector<int>& backward_order() const { return backward_order_; }
  /// Throws if that many images do not fit into a batch.
  void check_fits(int batch) const;
  /// Position of the node with that name; throws if there is none.
  int find(std::string_view name) const;
  /// Every parameter, in node order.
  const std::vector<Parameter*>& parameters() const { return parameters_; }

  /// Initializes the parameters as the variant says. A weight depends only on seed and name.
  void initialize(std::uint64_t seed);

  /// Runs every node on images (n, C, H, W), n up to the batch size. Returns the probabilities
  /// (n, classes), on tower a's device; they stay until the next forward(). A tower on a GPU copies
  /// the images, wherever they are, and the host waits for that (the next function copies nothing).
  /// A tower on their own CPU does not: they must stay as they are until backward() has read them,
  /// too. Errors: another shape; images on a GPU while tower a is on the CPU.
  ConstTensorView forward(ConstTensorView images, const Pass& pass);
  /// The same without a copy: `batch` images are in input(Tower::a), and in input(Tower::b) if that
  /// is another place, or will be there once the earlier work in the tower's stream is done.
  ConstTensorView forward(int batch, const Pass& pass);
  /// Mean loss over the last forward's images. labels: (n). The host waits for it. Errors, here and
  /// in backward(): labels for another number of images; no forward() before.
  double loss(ConstTensorView labels);
  /// Computes the gradient of the mean loss over the last forward's images with respect to every
  /// parameter and every node - and to the images, if asked for. Labels on a device other than
  /// tower a's are copied, and the host waits for that.
  void backward(ConstTensorView labels, bool for_images = false);

  /// Where a tower on a GPU, or on a CPU other than tower a's, reads its images: (batch size, C, H,
  /// W), one place for both towers if they share a GPU. Empty if the tower reads the caller's.
  TensorView input(Tower tower) { return state(whose_images(tower)).images; }
  /// The tower's stream; null where it runs on the CPU.
  const cuda::Stream* stream(Tower tower) const;
  /// The stream of the parameter's tower. Errors: a parameter of another network.
  const cuda::Stream* stream(const Parameter& parameter) const;
  /// How towers on GPUs multiply from now on; fp32 at first.
  void set_math(Math math) { math_ = math; }
  /// The highest rung that layers on the CPU take from now on, if their ladder has one of that name
  /// and the pass does not name another; empty, as at first: any. For stepping through a plain
  /// rung, and for comparing with the formula. Errors: a name that no rung has.
  void set_highest_rung(std::string_view name) {
    highest_rung_ = name.empty() ? name : cpu::find_rung_name(name);
  }
  /// Whether convolutions and fully connected layers on GPUs do their ReLU's work from the next
  /// forward() on, and in its backward(), which saves trips through memory. Off at first: when it
  /// is on, their own outputs and the gradients of these are not kept. All else is the same to the
  /// bit.
  void fuse_relus(bool on) { fuse_relus_ = on; }
  /// Whether nodes on GPUs measure their time from now on; on the CPU they always do.
  void measure_nodes(bool on) { measure_nodes_ = on; }
  bool measures_nodes() const { return measure_nodes_; }

  /// What the node computed for the last forward's images. Errors: a ReLU was fused to it; no
  /// forward() before.
  ConstTensorView output(int node) const {
    check_ran();
    ALEXNET_CHECK(!is_fused(nodes_[node]), "{}: not written: its ReLU is fused to it",
                  nodes_[node].name);
    return nodes_[node].output.view().first(images_.shape.n);
  }
  /// The gradient of the loss with respect to output(node). Errors: no backward() since the last
  /// forward(); the node is the last one, whose backward pass starts from labels; a ReLU was fused
  /// to it.
  ConstTensorView gradient(int node) const {
    ALEXNET_CHECK(!is_fused(nodes_[node]), "{}: its gradient is not kept: its ReLU is fused to it",
                  nodes_[node].name);
    ALEXNET_CHECK(
        has_gradients_ && !nodes_[node].gradient.empty(),
        "{}: has no gradient for the last forward(); backward(labels) computes it, except "
        "for the last node, which never has one",
        nodes_[node].name);
    return nodes_[node].gradient.view().first(images_.shape.n);
  }
  /// The gradient of the loss with respect to the images. Errors: no backward() for them since the
  /// last forward().
  ConstTensorView image_gradient() const {
    ALEXNET_CHECK(has_image_gradient_,
                  "{}: the images of the last forward() have no gradient; backward(labels, "
                  "/*for_images=*/true) computes it",
                  variant_.name);
    return towers_[0].image_gradient.view().first(images_.shape.n);
  }

  /// The first node, in execution order, whose output (or whose ReLU's, if that is fused to it)
  /// holds NaN or Inf.
  std::optional<std::string> first_bad_output() const;

 private:
  /// What belongs to one tower.
  struct TowerState {
    bool in_use = false;  ///< has nodes
    Tensor images;        ///< where the tower has its own: see input()
    Tensor image_gradient, second_image_gradient;
    std::optional<cuda::Event> reached;  ///< marks the end of what is queued, at fork and join
    std::optional<cuda::Stream> stream;
  };

  void build_node(const NodeSpec& spec);
  int input_on_tower(const std::string& name, Tower tower);
  void append(NodeSpec spec, std::vector<int> inputs);
  std::vector<Shape> input_shapes(const std::vector<int>& inputs) const;
  std::vector<ConstTensorView> input_views(const Node& node) const;
  TowerState& state(Tower tower) { return towers_[int(tower)]; }
  /// The tower whose state holds this tower's images: on one device they are stored once.
  Tower whose_images(Tower tower) const {
    return placement_[tower] == placement_.a ? Tower::a : tower;
  }
  Tower receiver(const Node& node, bool backward) const;
  Pass begin_node(Node& node, bool backward);
  void wait(Tower tower, const std::optional<cuda::Event>& event);
  void fork_towers();
  void join_towers();
  void create_events();
  void order_backward();
  std::vector<int> reader_counts() const;
  void check_all_are_read() const;
  /// Finds each node whose kernels can do its ReLU's work.
  void plan_relu_fusion();
  void check_ran() const { ALEXNET_CHECK(images_.data, "forward() has not run yet"); }
  bool is_fused(const Node& node) const { return fused_ && node.relu >= 0; }
  /// Whether the node is a ReLU whose work the node that it reads does.
  bool is_done_by_input(const Node& node) const {
    return node.inputs[0] != kImages && is_fused(nodes_[node.inputs[0]]);
  }
  /// On the CPU always; in a stream, where events cost a little, only if asked for.
  bool is_measured(const cuda::Stream* stream) const { return !stream || measure_nodes_; }
  void run_forward(ConstTensorView images, const Pass& pass);
  ConstTensorView labels_on_a(ConstTensorView labels);
  void allocate_gradients();
  void allocate_image_gradients();
  void backward_node(Node& node, ConstTensorView grad_output, bool for_images,
                     std::vector<bool>& has_gradient, const Pass& pass);
  void add_image_gradient_of_b(bool a_has_share);

  Variant variant_;
  Placement placement_;
  int batch_size_;
  std::vector<Node> nodes_;
  std::vector<int> backward_order_;
  std::vector<Parameter*> parameters_;
  std::vector<Tower> parameter_towers_;

  ConstTensorView images_;  // the last forward's, as the caller gave them
  Pass pass_;               // likewise
  Math math_ = Math::fp32;
  std::string_view highest_rung_;
  bool measure_nodes_ = false, fuse_relus_ = false;
  bool fused_ = false;  ///< what fuse_relus_ was in the last forward()
  /// Whether backward() has computed them for the last forward()'s images.
  bool has_gradients_ = false, has_image_gradient_ = false;
  std::vector<Tensor> second_gradients_;  // per node: where a second reader's share is computed
  Tensor losses_, labels_;
  // Last, so that streams are destroyed first: they wait for queued work, which uses the rest.
  std::array<TowerState, 2> towers_;
};

}  // namespace alexnet
