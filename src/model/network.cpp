#include "model/network.h"

#include <algorithm>
#include <cmath>

#include "cuda/memory.h"
#include "layers/add/add.h"
#include "layers/softmax_loss/softmax_loss.h"
#include "model/layer_factory.h"

namespace alexnet {
namespace {

/// Runs work; an error that comes out of it begins with the node's name.
template <class Work>
void at_node(const std::string& name, Work&& work) {
  try {
    work();
  } catch (const DeviceUnavailable&) {
    throw;
  } catch (const Error& error) {
    throw_error("{}: {}", name, error.what());
  }
}

void add(TensorView to, ConstTensorView from, const Pass& pass) {
  if (to.device.is_cpu())
    cpu::add(to, from);
  else
    cuda::add(*pass.stream, to, from);
}

}  // namespace

Network::Network(Variant variant, const Placement& placement, int batch_size)
    : variant_(std::move(variant)), placement_(placement), batch_size_(batch_size) {
  ALEXNET_CHECK_GE(batch_size, 1);
  check_available(placement.a);
  check_available(placement.b);
  for (const NodeSpec& spec : variant_.nodes) at_node(spec.name, [&] { build_node(spec); });
  ALEXNET_CHECK(!nodes_.empty() && std::holds_alternative<SoftmaxLossSpec>(nodes_.back().spec),
                "variant {}: the last node must be the softmax", variant_.name);
  for (Node& node : nodes_)
    for (Parameter& parameter : node.layer->parameters()) {
      parameters_.push_back(&parameter);
      parameter_towers_.push_back(node.tower);
    }
  for (Tower tower : {Tower::a, Tower::b}) {
    const Device device = placement[tower];
    const auto is_here = [&](const Node& node) { return node.tower == tower; };
    lane(tower).in_use = std::any_of(nodes_.begin(), nodes_.end(), is_here);
    if (!lane(tower).in_use) continue;
    if (!device.is_cpu()) {
      lane(tower).stream.emplace(device.index);
      lane(tower).reached.emplace(device.index);
    }
    if (!device.is_cpu() || device != placement.a)
      lane(tower).images = Tensor("data", variant_.input.with_batch(batch_size), device);
  }
  add_marks();
  find_relus();
  losses_ = Tensor("loss", Shape::vector(batch_size), placement.a);
  labels_ = Tensor("labels", Shape::vector(batch_size), placement.a);
}

/// Wherever data goes between the towers, on a node whose work is only queued.
void Network::add_marks() {
  const auto add_to = [&](std::optional<cuda::Event>& event, const Node& node) {
    const Device device = placement_[node.tower];
    if (!device.is_cpu() && !event) event.emplace(device.index);
  };
  for (Node& node : nodes_) {
    if (!std::holds_alternative<TowerCopySpec>(node.spec)) continue;
    Node& sender = nodes_[node.inputs[0]];
    add_to(sender.output_ready, sender);
    add_to(node.gradient_ready, node);
  }
}

/// Of every node: how many nodes read it.
std::vector<int> Network::reader_counts() const {
  std::vector<int> readers(nodes_.size(), 0);
  for (const Node& node : nodes_)
    for (const int input : node.inputs)
      if (input != kImages) ++readers[input];
  return readers;
}

void Network::find_relus() {
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

/// The position of the node to read on that tower: the one of that name, or a copy of it.
int Network::input_on_tower(const std::string& name, Tower tower) {
  if (name == kDataNode) return kImages;
  const int source = find(name);
  if (nodes_[source].tower == tower) return source;
  const std::string copy_name = name + (tower == Tower::a ? "_to_a" : "_to_b");
  for (int i = 0; i < int(nodes_.size()); ++i)
    if (nodes_[i].name == copy_name) return i;
  append({copy_name, TowerCopySpec{}, {name}, tower}, {source});
  return int(nodes_.size()) - 1;
}

void Network::append(NodeSpec spec, std::vector<int> inputs) {
  const std::vector<Shape> shapes = input_shapes(inputs);
  const Device device = placement_[spec.tower];
  Node node;
  node.layer = make_layer(spec.layer, spec.name, shapes, device);
  node.output = Tensor(spec.name, output_shape(spec.layer, shapes).with_batch(batch_size_), device);
  node.name = std::move(spec.name);
  node.spec = spec.layer;
  node.inputs = std::move(inputs);
  node.tower = spec.tower;
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
  return std::all_of(lanes_.begin(), lanes_.end(),
                     [](const Lane& lane) { return lane.stream || !lane.in_use; });
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
  const Lane& lane = lanes_[int(tower)];
  return lane.stream ? &*lane.stream : nullptr;
}

const cuda::Stream* Network::stream(const Parameter& parameter) const {
  const auto found = std::find(parameters_.begin(), parameters_.end(), &parameter);
  return stream(parameter_towers_[std::size_t(found - parameters_.begin())]);
}

std::vector<ConstTensorView> Network::input_views(const Node& node) const {
  const Tensor& images = lanes_[int(node.tower)].images;
  std::vector<ConstTensorView> views;
  for (int input : node.inputs) {
    if (input != kImages)
      views.push_back(nodes_[input].output.view().first(images_.shape.n));
    else
      views.push_back(images.empty() ? images_ : images.view().first(images_.shape.n));
  }
  return views;
}

/// The tower in whose stream the node's work belongs: its own, except on the way back of a copy.
Tower Network::receiver(const Node& node, bool backward) const {
  if (!backward || !std::holds_alternative<TowerCopySpec>(node.spec)) return node.tower;
  return nodes_[node.inputs[0]].tower;
}

/// What is queued for this tower from now on waits for the event; a tower on the CPU waits itself.
/// Where there is no event, there is nothing to wait for: a CPU's work is done.
void Network::wait(Tower tower, const std::optional<cuda::Event>& event) {
  if (!event) return;
  if (lane(tower).stream)
    lane(tower).stream->wait(*event);
  else
    event->synchronize();
}

/// Tower b begins a pass when tower a does: what a still reads of the pass before stays as it is.
void Network::part() {
  if (!lane(Tower::a).stream || !lane(Tower::b).in_use) return;
  lane(Tower::a).reached->record(*lane(Tower::a).stream);
  wait(Tower::b, lane(Tower::a).reached);
}

/// Tower a ends a pass when tower b does.
void Network::meet() {
  if (!lane(Tower::b).stream) return;
  lane(Tower::b).reached->record(*lane(Tower::b).stream);
  wait(Tower::a, lane(Tower::b).reached);
}

/// The pass as the node sees it. If it carries data between towers, it waits for the sender here.
Pass Network::begin_node(Node& node, bool backward) {
  const Tower tower = receiver(node, backward);
  if (std::holds_alternative<TowerCopySpec>(node.spec))
    wait(tower, backward ? node.gradient_ready : nodes_[node.inputs[0]].output_ready);
  Pass pass = pass_;
  pass.math = math_;
  pass.stream = stream(tower);
  return pass;
}

ConstTensorView Network::forward(ConstTensorView images, const Pass& pass) {
  const int batch = images.shape.n;
  ALEXNET_CHECK_EQ(images.shape, variant_.input.with_batch(batch));
  ALEXNET_CHECK_GE(batch_size_, batch);
  for (Lane& lane : lanes_)
    if (!lane.images.empty()) copy(lane.images.view().first(batch), images);
  images_ = images;
  run_forward(pass);
  return output(int(nodes_.size()) - 1);
}

ConstTensorView Network::forward(int batch, const Pass& pass) {
  ALEXNET_CHECK(!lane(Tower::a).images.empty(),
                "tower a is on the CPU: it reads the caller's images");
  ALEXNET_CHECK_GE(batch_size_, batch);
  images_ = lane(Tower::a).images.view().first(batch);
  run_forward(pass);
  return output(int(nodes_.size()) - 1);
}

void Network::run_forward(const Pass& pass) {
  pass_ = pass;
  part();
  const auto is_done = [&](const Node& node) {  // only its ReLU reads a fused node
    const int input = node.inputs[0];
    return input != kImages && is_fused(nodes_[input]);
  };
  const auto output_of = [&](Node& node) { return node.output.view().first(images_.shape.n); };
  for (Node& node : nodes_)
    at_node(node.name, [&] {
      const Pass node_pass = begin_node(node, /*backward=*/false);
      const Stopwatch::Measure measure(node.forward_time, node_pass.stream, measure_nodes_);
      if (is_fused(node))
        node.layer->forward_relu(input_views(node), output_of(nodes_[node.relu]), node_pass);
      else if (!is_done(node))
        node.layer->forward(input_views(node), output_of(node), node_pass);
      if (node.output_ready) node.output_ready->record(*node_pass.stream);
    });
  meet();
}

/// Labels where the last node reads them.
ConstTensorView Network::labels_on_a(ConstTensorView labels) {
  const bool all_on_cpus = labels.device.is_cpu() && placement_.a.is_cpu();
  if (labels.device == placement_.a || all_on_cpus) return labels;
  const TensorView here = labels_.view().first(labels.shape.n);
  copy(here, labels);
  return here;
}

double Network::loss(ConstTensorView labels) {
  const Node& last = nodes_.back();
  const TensorView losses = losses_.view().first(labels.shape.n);
  at_node(last.name, [&] {
    const ConstTensorView logits = input_views(last)[0];
    if (losses.device.is_cpu())
      cpu::softmax_loss(logits, labels_on_a(labels), losses);
    else
      cuda::softmax_loss(*stream(Tower::a), logits, labels_on_a(labels), losses);
  });
  double sum = 0;
  const HostView host(losses);
  for (Real loss : host.view.values()) sum += loss;
  return sum / labels.shape.n;
}

void Network::allocate_gradients() {
  if (!second_gradients_.empty()) return;
  const std::vector<int> readers = reader_counts();
  for (Parameter* p : parameters_)
    p->grad = Tensor(p->name + ".grad", p->value.shape(), p->value.device());
  second_gradients_.resize(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    Tensor& output = nodes_[i].output;
    if (readers[i] > 0)
      nodes_[i].gradient = Tensor(output.name() + ".grad", output.shape(), output.device());
    if (readers[i] > 1)
      second_gradients_[i] = Tensor(output.name() + ".grad2", output.shape(), output.device());
  }
}

void Network::allocate_image_gradients() {
  const Shape shape = variant_.input.with_batch(batch_size_);
  for (Tower tower : {Tower::a, Tower::b}) {
    if (!lane(tower).image_gradient.empty()) continue;
    lane(tower).image_gradient = Tensor("data.grad", shape, placement_[tower]);
    lane(tower).second_image_gradient = Tensor("data.grad2", shape, placement_[tower]);
  }
}

void Network::backward(ConstTensorView labels, bool for_images) {
  allocate_gradients();
  if (for_images) allocate_image_gradients();
  const ConstTensorView labels_here = labels_on_a(labels);
  // The first reader's share of a node's gradient is written, those of the others are added. The
  // last two entries are those of the images, one for each tower.
  std::vector<bool> has_gradient(nodes_.size() + 2, false);
  for (int i = int(nodes_.size()) - 1; i >= 0; --i) {
    Node& node = nodes_[i];
    const bool is_last = i == int(nodes_.size()) - 1;
    at_node(node.name, [&] {
      const Pass pass = begin_node(node, /*backward=*/true);
      const Stopwatch::Measure measure(node.backward_time, pass.stream, measure_nodes_);
      backward_node(node, is_last ? labels_here : gradient(i), for_images, has_gradient, pass);
    });
  }
  meet();
  if (for_images && has_gradient.back()) add_image_gradient_of_b();
}

void Network::backward_node(Node& node, ConstTensorView grad_output, bool for_images,
                            std::vector<bool>& has_gradient, const Pass& pass) {
  const int batch = images_.shape.n;
  const std::vector<ConstTensorView> x = input_views(node);

  // Where each input's gradient goes: into the node that it is, or beside it, to be added.
  struct Share {
    TensorView target, total;
  };
  std::vector<TensorView> grad_x;
  std::vector<Share> to_add;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    const int input = node.inputs[i];
    const bool is_images = input == kImages;
    if (is_images && !for_images) {
      grad_x.push_back({nullptr, x[i].shape, x[i].device});  // nothing below it learns
      continue;
    }
    Lane& own = lane(node.tower);
    Tensor& first = is_images ? own.image_gradient : nodes_[input].gradient;
    Tensor& second = is_images ? own.second_image_gradient : second_gradients_[input];
    std::vector<bool>::reference seen =
        has_gradient[is_images ? nodes_.size() + std::size_t(node.tower) : std::size_t(input)];
    const TensorView total = first.view().first(batch);
    grad_x.push_back(seen ? second.view().first(batch) : total);
    if (seen) to_add.push_back({grad_x.back(), total});
    seen = true;
  }

  const ConstTensorView y = node.output.view().first(batch);
  node.layer->backward(x, y, grad_output, grad_x, pass);
  for (const Share& share : to_add) add(share.total, share.target, pass);
  for (int input : node.inputs)  // the last of its readers, of which each records it anew, counts
    if (input != kImages && nodes_[input].gradient_ready)
      nodes_[input].gradient_ready->record(*pass.stream);
}

/// Tower b computes the images' gradient on its own device. This sum, on tower a's, is the one copy
/// between the towers that is no node.
void Network::add_image_gradient_of_b() {
  const int batch = images_.shape.n;
  const TensorView landing = lane(Tower::a).second_image_gradient.view().first(batch);
  copy(landing, lane(Tower::b).image_gradient.view().first(batch));
  Pass pass = pass_;
  pass.stream = stream(Tower::a);
  add(lane(Tower::a).image_gradient.view().first(batch), landing, pass);
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
