#include "model/network.h"

#include <functional>

// Which work waits for which, where a tower's work is only queued in its stream. On the CPU nothing
// is queued: work is done when its call returns.
namespace alexnet {

/// Makes an event wherever data crosses between the towers, on each node whose work is only queued.
void Network::create_events() {
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

/// In the reversed list, pool2a_to_b would come between conv3b and conv3a. On the way back it
/// waits, in tower a's stream, for conv3b: so conv3a could not begin before conv3b had ended.
void Network::order_backward() {
  const auto is_copy = [&](int i) { return std::holds_alternative<TowerCopySpec>(nodes_[i].spec); };
  const int count = int(nodes_.size());
  const std::function<void(int)> add = [&](int i) {
    for (int copy = count - 1; copy > i; --copy)
      if (is_copy(copy) && nodes_[copy].inputs[0] == i) add(copy);
    backward_order_.push_back(i);
  };
  for (int i = count - 1; i >= 0; --i)
    if (!is_copy(i) || nodes_[i].inputs[0] == kImages) add(i);
  ALEXNET_CHECK_EQ(int(backward_order_.size()), count);
}

/// The tower whose stream the node's work goes into: its own, except in a copy's backward pass.
Tower Network::receiver(const Node& node, bool backward) const {
  if (!backward || !std::holds_alternative<TowerCopySpec>(node.spec)) return node.tower;
  return nodes_[node.inputs[0]].tower;
}

/// Work queued for this tower from now on waits for the event; for a tower on the CPU, the host
/// waits. Where there is no event, there is nothing to wait for: a CPU's work is done.
void Network::wait(Tower tower, const std::optional<cuda::Event>& event) {
  if (!event) return;
  if (state(tower).stream)
    state(tower).stream->wait(*event);
  else
    event->synchronize();
}

/// Tower b begins a pass when tower a does: what a still reads of the pass before stays intact.
void Network::fork_towers() {
  if (!state(Tower::a).stream || !state(Tower::b).in_use) return;
  state(Tower::a).reached->record(*state(Tower::a).stream);
  wait(Tower::b, state(Tower::a).reached);
}

/// Tower a ends a pass when tower b does.
void Network::join_towers() {
  if (!state(Tower::b).stream) return;
  state(Tower::b).reached->record(*state(Tower::b).stream);
  wait(Tower::a, state(Tower::b).reached);
}

/// The pass as the node sees it. A node that carries data between towers waits for the sender here.
Pass Network::begin_node(Node& node, bool backward) {
  const Tower tower = receiver(node, backward);
  if (std::holds_alternative<TowerCopySpec>(node.spec))
    wait(tower, backward ? node.gradient_ready : nodes_[node.inputs[0]].output_ready);
  Pass pass = pass_;
  pass.math = math_;
  pass.stream = stream(tower);
  if (pass.highest_rung.empty()) pass.highest_rung = highest_rung_;
  return pass;
}

}  // namespace alexnet
