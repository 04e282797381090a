#include "viewer/model/trace.h"

#include "layers/conv/conv.h"
#include "viewer/model/node_times.h"

namespace alexnet::viewer {
namespace {

Tensor copy_of(const std::string& name, ConstTensorView values) {
  Tensor result(name, values.shape);
  copy(result, values);
  return result;
}

}  // namespace

Trace trace_image(Network& network, ConstTensorView image, int label) {
  Tensor labels("label", Shape::vector(1));
  labels.data()[0] = Real(label);
  // By the rungs that add up the formula's own sums: the terms of those are what is shown.
  Trace trace;
  trace.label = label;
  const NodeTimes times = time_nodes(network, [&] {
    network.forward(image, {.highest_rung = cpu::kBitExactRung});
    trace.loss = network.loss(labels);
    network.backward(labels, /*for_images=*/true);
  });

  trace.image = copy_of("image", image);
  trace.image_gradient = copy_of("image.grad", network.image_gradient());
  const int count = int(network.nodes().size());
  for (int i = 0; i < count; ++i) {
    const Network::Node& node = network.nodes()[i];
    TracedNode& traced = trace.nodes.emplace_back();
    traced.output = copy_of(node.name, network.output(i));
    if (i + 1 < count) traced.gradient = copy_of(node.name + ".grad", network.gradient(i));
    traced.forward_ms = times.forward[std::size_t(i)];
    traced.backward_ms = times.backward[std::size_t(i)];
  }
  return trace;
}

std::vector<NodeWeights> weights_of(const Network& network) {
  std::vector<NodeWeights> all;
  for (const Network::Node& node : network.nodes()) {
    NodeWeights& weights = all.emplace_back();
    for (const Parameter& p : node.layer->parameters())
      (p.is_bias ? weights.bias : weights.weight) = p.value.to(Device::cpu());
  }
  return all;
}

}  // namespace alexnet::viewer
