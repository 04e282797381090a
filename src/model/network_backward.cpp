#include "cuda/memory.h"
#include "layers/add/add.h"
#include "model/at_node.h"
#include "model/network.h"

// The backward pass: gradients, from the labels to the parameters and, where they are asked for, to
// the images.
namespace alexnet {
namespace {

void add(TensorView to, ConstTensorView from, const Pass& pass) {
  if (to.device.is_cpu())
    cpu::add(to, from);
  else
    cuda::add(*pass.stream, to, from);
}

}  // namespace

void Network::allocate_gradients() {
  if (!second_gradients_.empty()) return;
  const std::vector<int> readers = reader_counts();
  std::vector<Tensor> second_gradients(nodes_.size());
  for (Parameter* p : parameters_)
    p->grad = Tensor(p->name + ".grad", p->value.shape(), p->value.device());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    Tensor& output = nodes_[i].output;
    if (readers[i] > 0)
      nodes_[i].gradient = Tensor(output.name() + ".grad", output.shape(), output.device());
    if (readers[i] > 1)
      second_gradients[i] = Tensor(output.name() + ".grad2", output.shape(), output.device());
  }
  second_gradients_ = std::move(second_gradients);  // last: it stays empty if memory runs out
}

void Network::allocate_image_gradients() {
  const Shape shape = variant_.input.with_batch(batch_size_);
  for (Tower tower : {Tower::a, Tower::b}) {
    const bool reads_images = tower == Tower::a || state(tower).in_use;
    if (!reads_images || !state(tower).second_image_gradient.empty()) continue;
    state(tower).image_gradient = Tensor("data.grad", shape, placement_[tower]);
    state(tower).second_image_gradient = Tensor("data.grad2", shape, placement_[tower]);
  }
}

void Network::backward(ConstTensorView labels, bool for_images) {
  const ConstTensorView labels_here = labels_on_a(labels);
  has_gradients_ = has_image_gradient_ = false;  // until all of them are computed
  allocate_gradients();
  if (for_images) allocate_image_gradients();
  // The first reader's share of a node's gradient is written, those of the other readers are added.
  // The last two entries are for the images, one for each tower.
  std::vector<bool> has_gradient(nodes_.size() + 2, false);
  for (const int i : backward_order_) {
    Node& node = nodes_[i];
    const bool is_last = i == int(nodes_.size()) - 1;
    at_node(node.name, [&] {
      const Pass pass = begin_node(node, /*backward=*/true);
      const bool measured = is_measured(pass.stream);
      if (measured) node.backward_time.start(pass.stream);
      if (!is_done_by_input(node)) {
        const Node& computed = is_fused(node) ? nodes_[node.relu] : node;
        const ConstTensorView grad_output =
            is_last ? labels_here : computed.gradient.view().first(images_.shape.n);
        backward_node(node, grad_output, for_images, has_gradient, pass);
      }
      if (measured) node.backward_time.stop(pass.stream);
    });
  }
  join_towers();
  if (for_images && has_gradient.back()) add_image_gradient_of_b(has_gradient[nodes_.size()]);
  has_gradients_ = true;
  has_image_gradient_ = for_images;
}

void Network::backward_node(Node& node, ConstTensorView grad_output, bool for_images,
                            std::vector<bool>& has_gradient, const Pass& pass) {
  const int batch = images_.shape.n;
  const std::vector<ConstTensorView> x = input_views(node);

  // Where each input's gradient goes: into its node's gradient, or beside it, to be added later.
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
    TowerState& own = state(node.tower);
    Tensor& first = is_images ? own.image_gradient : nodes_[input].gradient;
    Tensor& second = is_images ? own.second_image_gradient : second_gradients_[input];
    std::vector<bool>::reference seen =
        has_gradient[is_images ? nodes_.size() + std::size_t(node.tower) : std::size_t(input)];
    const TensorView total = first.view().first(batch);
    grad_x.push_back(seen ? second.view().first(batch) : total);
    if (seen) to_add.push_back({grad_x.back(), total});
    seen = true;
  }

  if (is_fused(node)) {
    const ConstTensorView y = nodes_[node.relu].output.view().first(batch);
    node.layer->backward_relu(x, y, grad_output, node.gradient.view().first(batch), grad_x, pass);
  } else {
    node.layer->backward(x, node.output.view().first(batch), grad_output, grad_x, pass);
  }
  for (const Share& share : to_add) add(share.total, share.target, pass);
  for (int input : node.inputs)  // every reader records it again: the last one counts
    if (input != kImages && nodes_[input].gradient_ready)
      nodes_[input].gradient_ready->record(*pass.stream);
}

/// Tower b computes its share of the images' gradient on its own device. Adding it up on tower a's
/// takes the one copy between the towers that is not a node. If tower a does not read the images,
/// it has no share.
void Network::add_image_gradient_of_b(bool a_has_share) {
  const int batch = images_.shape.n;
  const TensorView total = state(Tower::a).image_gradient.view().first(batch);
  const TensorView landing =
      a_has_share ? state(Tower::a).second_image_gradient.view().first(batch) : total;
  copy(landing, state(Tower::b).image_gradient.view().first(batch));
  if (!a_has_share) return;
  Pass pass = pass_;
  pass.stream = stream(Tower::a);
  add(total, landing, pass);
}

}  // namespace alexnet
