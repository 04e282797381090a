#include "model/network.h"

#include <algorithm>
#include <cmath>

#include "core/device_memory.h"
#include "cuda/memory.h"
#include "layers/softmax_loss/softmax_loss.h"
#include "model/at_node.h"
#include "model/layer_factory.h"

namespace alexnet {

Network::Network(Variant variant, const Placement& placement, int batch_size)
    : variant_(std::move(variant)), placement_(placement), batch_size_(batch_size) {
  ALEXNET_CHECK_GE(batch_size, 1);
  check_available(placement.a);
  check_available(placement.b);
  for (const NodeSpec& spec : variant_.nodes) at_node(spec.name, [&] { build_node(spec); });
  ALEXNET_CHECK(!nodes_.empty() && nodes_.back().tower == Tower::a &&
                    std::holds_alternative<SoftmaxLossSpec>(nodes_.back().spec),
                "variant {}: the last node must be the softmax, on tower a", variant_.name);
  const int outputs = nodes_.back().output.shape().c;
  ALEXNET_CHECK(outputs == variant_.classes,
                "variant {}: expected an output for each of its {} classes, found {}",
                variant_.name, variant_.classes, outputs);
  check_all_are_read();
  for (Node& node : nodes_)
    for (Parameter& parameter : node.layer->parameters()) {
      parameters_.push_back(&parameter);
      parameter_towers_.push_back(node.tower);
    }
  for (Tower tower : {Tower::a, Tower::b}) {
    const Device device = placement[tower];
    const auto is_here = [&](const Node& node) { return node.tower == tower; };
    state(tower).in_use = std::any_of(nodes_.begin(), nodes_.end(), is_here);
    if (!state(tower).in_use) continue;
    if (!device.is_cpu()) {
      state(tower).stream.emplace(device.index);
      state(tower).reached.emplace(device.index);
    }
    const bool reads_the_callers = placement.a.is_cpu() && device == placement.a;
    if (whose_images(tower) == tower && !reads_the_callers)
      state(tower).images = Tensor("data", variant_.input.with_batch(batch_size), device);
  }
  create_events();
  order_backward();
  plan_relu_fusion();
  losses_ = Tensor("loss", Shape::vector(batch_size), placement.a);
  labels_ = Tensor("labels", Shape::vector(batch_size), placement.a);
}

/// For every node: how many nodes read it.
std::vector<int> Network::reader_counts() const {
  std::vector<int> readers(nodes_.size(), 0);
  for (const Node& node : nodes_)
    for (const int input : node.inputs)
      if (input != kImages) ++readers[input];
  return readers;
}

/// A gradient comes from those who read a node, and none into a loss that is read.
void Network::check_all_are_read() const {
  const std::vector<int> readers = reader_counts();
  for (std::size_t i = 0; i + 1 < nodes_.size(); ++i) {
    ALEXNET_CHECK(readers[i] > 0, "{}: no node reads it, and it is not the last", nodes_[i].name);
    ALEXNET_CHECK(!std::holds_alternative<SoftmaxLossSpec>(nodes_[i].spec),
                  "{}: a softmax with its loss must be the last node", nodes_[i].name);
  }
}

void Network::plan_relu_fusion() {
  const std::vector<int> readers = reader_counts();
  for (int i = 0; i < int(nodes_.size()); ++i) {
    if (!std::holds_alternative<ReluSpec>(nodes_[i].spec)) continue;
    const int input = nodes_[i].inputs[0];
    if (input != kImages && readers[input] == 1 && nodes_[input].layer->fuses_relu() &&
        !nodes_[i].output.device().is_cpu())
      nodes_[input].relu = i;
  }
}

void Network::build_node(const NodeSpec& spec) {
  std::vector<int> inputs;
  for (const std::string& name : spec.inputs) inputs.push_back(input_on_tower(name, spec.tower));
  append(spec, std::move(inputs));
}

/// The position of the node to read on that tower: the one with that name, or a copy of it.
int Network::input_on_tower(const std::string& name, Tower tower) {
  if (name == kDataNode) return kImages;
  const int source = find(name);
  if (nodes_[source].tower == tower) return source;
  const std::string copy_name = name + "_to_" + to_text(tower);
  for (int i = 0; i < int(nodes_.size()); ++i)
    if (nodes_[i].name == copy_name && std::holds_alternative<TowerCopySpec>(nodes_[i].spec) &&
        nodes_[i].inputs.front() == source)
      return i;
  append({copy_name, TowerCopySpec{}, {name}, tower}, {source});
  return int(nodes_.size()) - 1;
}

void Network::append(NodeSpec spec, std::vector<int> inputs) {
  for (const Node& before : nodes_)  // readers find a node by its name
    ALEXNET_CHECK(before.name != spec.name,
                  "two nodes are named '{}'; every node needs a name of its own", spec.name);
  ALEXNET_CHECK(spec.name != kDataNode, "a node is named '{}', as the images are", spec.name);
  for (std::size_t i = 0; i < inputs.size(); ++i)
    ALEXNET_CHECK(std::count(inputs.begin(), inputs.end(), inputs[i]) == 1,
                  "{}: reads '{}' more than once", spec.name, spec.inputs[i]);
  const std::vector<Shape> shapes = input_shapes(inputs);
  const Device device = placement_[spec.tower];
  Node node;
  node.layer = make_layer(spec.layer, spec.name, shapes, device);
  node.output = Tensor(spec.name, output_shape(spec.layer, shapes).with_batch(batch_size_), device);
  node.name = std::move(spec.name);
  node.spec = spec.layer;
  node.inputs = std::move(inputs);
  node.tower = spec.tower;
  node.multiply_adds = node.output.shape().image_size() * weights_per_output(spec.layer, shapes);
  nodes_.push_back(std::move(node));
}

std::vector<Shape> Network::input_shapes(const std::vector<int>& inputs) const {
  std::vector<Shape> shapes;
  for (int input : inputs)
    shapes.push_back(
        (input == kImages ? variant_.input : nodes_[input].output.shape()).with_batch(batch_size_));
  return shapes;
}

bool Network::is_on_gpus() const {
  return std::all_of(towers_.begin(), towers_.end(),
                     [](const TowerState& state) { return state.stream || !state.in_use; });
}

int Network::find(std::string_view name) const {
  for (int i = 0; i < int(nodes_.size()); ++i)
    if (nodes_[i].name == name) return i;
  throw_error("variant {} has no node '{}'", variant_.name, name);
}

void Network::initialize(std::uint64_t seed) {
  for (Node& node : nodes_) {
    const Init init = init_of(node.spec);
    for (Parameter& parameter : node.layer->parameters()) {
      const Shape& shape = parameter.value.shape();
      const Real stddev =
          init.scale_to_inputs ? std::sqrt(2 / Real(shape.image_size())) : init.weight_stddev;
      Tensor start(parameter.name, shape);
      if (parameter.is_bias)
        fill(start, init.bias);
      else
        fill_normal(start, RandomStream(seed, parameter.name), 0, stddev);
      copy(parameter.value, start);
    }
  }
}

const cuda::Stream* Network::stream(Tower tower) const {
  const TowerState& state = towers_[int(tower)];
  return state.stream ? &*state.stream : nullptr;
}

const cuda::Stream* Network::stream(const Parameter& parameter) const {
  const auto found = std::find(parameters_.begin(), parameters_.end(), &parameter);
  ALEXNET_CHECK(found != parameters_.end(), "parameter {}: is not one of variant {}'s network",
                parameter.name, variant_.name);
  return stream(parameter_towers_[std::size_t(found - parameters_.begin())]);
}

std::vector<ConstTensorView> Network::input_views(const Node& node) const {
  const Tensor& images = towers_[int(whose_images(node.tower))].images;
  std::vector<ConstTensorView> views;
  for (int input : node.inputs) {
    if (input != kImages)
      views.push_back(nodes_[input].output.view().first(images_.shape.n));
    else
      views.push_back(images.empty() ? images_ : images.view().first(images_.shape.n));
  }
  return views;
}

void Network::check_fits(int batch) const {
  ALEXNET_CHECK(batch <= batch_size_, "{} images at once; this network was made for up to {}",
                batch, batch_size_);
}

ConstTensorView Network::forward(ConstTensorView images, const Pass& pass) {
  const int batch = images.shape.n;
  ALEXNET_CHECK(images.shape == variant_.input.with_batch(batch),
                "images: expected {} for variant {}, found {}",
                to_text(variant_.input.with_batch(batch)), variant_.name, to_text(images.shape));
  check_fits(batch);
  ALEXNET_CHECK(!state(Tower::a).images.empty() || images.device.is_cpu(),
                "images: expected on a CPU, as tower a is, found on {}", to_text(images.device));
  for (TowerState& state : towers_)
    if (!state.images.empty()) copy(state.images.view().first(batch), images);
  run_forward(images, pass);
  return output(int(nodes_.size()) - 1);
}

ConstTensorView Network::forward(int batch, const Pass& pass) {
  ALEXNET_CHECK(!state(Tower::a).images.empty(),
                "tower a is on the CPU: it reads the caller's images");
  check_fits(batch);
  run_forward(state(Tower::a).images.view().first(batch), pass);
  return output(int(nodes_.size()) - 1);
}

void Network::run_forward(ConstTensorView images, const Pass& pass) {
  images_ = images;
  pass_ = pass;
  fused_ = fuse_relus_;
  has_gradients_ = has_image_gradient_ = false;
  const auto output_of = [&](Node& node) { return node.output.view().first(images_.shape.n); };
  const auto run = [&](Node& node) {
    at_node(node.name, [&] {
      const Pass node_pass = begin_node(node, /*backward=*/false);
      const bool measured = is_measured(node_pass.stream);
      if (measured) node.forward_time.start(node_pass.stream);
      if (is_fused(node))
        node.layer->forward_relu(input_views(node), output_of(nodes_[node.relu]), node_pass);
      else if (!is_done_by_input(node))
        node.layer->forward(input_views(node), output_of(node), node_pass);
      if (measured) node.forward_time.stop(node_pass.stream);
      if (node.output_ready) node.output_ready->record(*node_pass.stream);
    });
  };
  try {
    fork_towers();
    for (Node& node : nodes_) run(node);
    join_towers();
  } catch (...) {
    images_ = {};  // outputs of several batches are no answer
    throw;
  }
}

/// The labels of the last forward's images, in memory where the last node can read them.
ConstTensorView Network::labels_on_a(ConstTensorView labels) {
  check_ran();
  ALEXNET_CHECK(labels.shape == Shape::vector(images_.shape.n),
                "labels: expected {}, one for each of the last forward's images, found {}",
                to_text(Shape::vector(images_.shape.n)), to_text(labels.shape));
  const bool all_on_cpus = labels.device.is_cpu() && placement_.a.is_cpu();
  if (labels.device == placement_.a || all_on_cpus) return labels;
  const TensorView here = labels_.view().first(labels.shape.n);
  copy(here, labels);
  return here;
}

double Network::loss(ConstTensorView labels) {
  const Node& last = nodes_.back();
  const ConstTensorView labels_here = labels_on_a(labels);
  const TensorView losses = losses_.view().first(labels.shape.n);
  at_node(last.name, [&] {
    const ConstTensorView logits = input_views(last)[0];
    if (losses.device.is_cpu())
      cpu::softmax_loss(logits, labels_here, losses);
    else
      cuda::softmax_loss(*stream(Tower::a), logits, labels_here, losses);
  });
  double sum = 0;
  const HostView host(losses);
  for (Real loss : host.view.values()) sum += loss;
  return sum / labels.shape.n;
}

std::optional<std::string> Network::first_bad_output() const {
  for (int i = 0; i < int(nodes_.size()); ++i) {
    const HostView host(output(is_fused(nodes_[i]) ? nodes_[i].relu : i));
    for (Real value : host.view.values())
      if (!std::isfinite(value)) return nodes_[i].name;
  }
  return std::nullopt;
}

}  // namespace alexnet
