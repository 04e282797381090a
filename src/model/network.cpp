#include "model/network.h"

#include <chrono>
#include <cmath>

#include "core/parallel.h"
#include "layers/softmax_loss/softmax_loss.h"
#include "model/layer_factory.h"

namespace alexnet {
namespace {

/// Runs work and returns the milliseconds that it took.
template <class Work>
double timed_ms(Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

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

/// dst += src
void add(TensorView dst, ConstTensorView src) {
  parallel_ranges(dst.shape.size(), 1 << 14, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) dst.data[i] += src.data[i];
  });
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
    for (Parameter& parameter : node.layer->parameters()) parameters_.push_back(&parameter);
  if (placement.a != placement.b)
    images_on_b_ = Tensor("data on b", variant_.input.with_batch(batch_size), placement.b);
  losses_ = Tensor("loss", Shape::vector(batch_size), placement.a);
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
      if (parameter.is_bias)
        fill(parameter.value, init.bias);
      else
        fill_normal(parameter.value, RandomStream(seed, parameter.name), 0, stddev);
    }
  }
}

std::vector<ConstTensorView> Network::input_views(const Node& node) const {
  std::vector<ConstTensorView> views;
  for (int input : node.inputs) {
    if (input != kImages)
      views.push_back(output(input));
    else if (node.tower == Tower::b && !images_on_b_.empty())
      views.push_back(images_on_b_.view().first(images_.shape.n));
    else
      views.push_back(images_);
  }
  return views;
}

ConstTensorView Network::forward(ConstTensorView images, const Pass& pass) {
  const int batch = images.shape.n;
  ALEXNET_CHECK_EQ(images.shape, variant_.input.with_batch(batch));
  ALEXNET_CHECK_GE(batch_size_, batch);
  images_ = images;
  if (!images_on_b_.empty()) copy(images_on_b_.view().first(batch), images);
  for (Node& node : nodes_)
    at_node(node.name, [&] {
      node.forward_ms = timed_ms(
          [&] { node.layer->forward(input_views(node), node.output.view().first(batch), pass); });
    });
  return output(int(nodes_.size()) - 1);
}

double Network::loss(ConstTensorView labels) {
  const Node& last = nodes_.back();
  const TensorView losses = losses_.view().first(labels.shape.n);
  at_node(last.name, [&] { cpu::softmax_loss(input_views(last)[0], labels, losses); });
  double sum = 0;
  for (Real loss : losses.values()) sum += loss;
  return sum / labels.shape.n;
}

void Network::allocate_gradients() {
  if (!second_gradients_.empty()) return;
  std::vector<int> readers(nodes_.size(), 0);
  for (Node& node : nodes_) {
    for (int input : node.inputs)
      if (input != kImages) ++readers[input];
    for (Parameter& p : node.layer->parameters())
      p.grad = Tensor(p.name + ".grad", p.value.shape(), p.value.device());
  }
  second_gradients_.resize(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    Tensor& output = nodes_[i].output;
    if (readers[i] > 0)
      nodes_[i].gradient = Tensor(output.name() + ".grad", output.shape(), output.device());
    if (readers[i] > 1)
      second_gradients_[i] = Tensor(output.name() + ".grad2", output.shape(), output.device());
  }
}

void Network::backward(ConstTensorView labels, bool for_images) {
  allocate_gradients();
  if (for_images && image_gradient_.empty()) {
    const Shape shape = variant_.input.with_batch(batch_size_);
    image_gradient_ = Tensor("data.grad", shape, placement_.a);
    image_gradient_on_b_ = Tensor("data.grad on b", shape, placement_.b);
  }
  // The first reader's share of a node's gradient is written, those of the others are added.
  std::vector<bool> has_gradient(nodes_.size() + 1, false);  // the last entry is the images'
  for (int i = int(nodes_.size()) - 1; i >= 0; --i) {
    Node& node = nodes_[i];
    const bool is_last = i == int(nodes_.size()) - 1;
    at_node(node.name, [&] {
      node.backward_ms = timed_ms(
          [&] { backward_node(node, is_last ? labels : gradient(i), for_images, has_gradient); });
    });
  }
}

void Network::backward_node(Node& node, ConstTensorView grad_output, bool for_images,
                            std::vector<bool>& has_gradient) {
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
    if (input == kImages && !for_images) {
      grad_x.push_back({nullptr, x[i].shape, x[i].device});  // nothing below it learns
      continue;
    }
    Tensor& first = input == kImages ? image_gradient_ : nodes_[input].gradient;
    Tensor& second = input == kImages ? image_gradient_on_b_ : second_gradients_[input];
    std::vector<bool>::reference seen = has_gradient[input == kImages ? nodes_.size() : input];
    const TensorView total = first.view().first(batch);
    // Tower b computes the images' gradient on its own device, so always in the second place; the
    // sum on tower a's is the one copy between the towers that is no node.
    if (!seen && !(input == kImages && node.tower == Tower::b)) {
      grad_x.push_back(total);
    } else {
      grad_x.push_back(second.view().first(batch));
      to_add.push_back({grad_x.back(), total});
      if (!seen) fill(total, 0);
    }
    seen = true;
  }

  const ConstTensorView y = node.output.view().first(batch);
  node.layer->backward(x, y, grad_output, grad_x);
  for (const Share& share : to_add) add(share.total, share.target);
}

std::optional<std::string> Network::first_bad_output() const {
  for (int i = 0; i < int(nodes_.size()); ++i)
    for (Real value : output(i).values())
      if (!std::isfinite(value)) return nodes_[i].name;
  return std::nullopt;
}

}  // namespace alexnet
