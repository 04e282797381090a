#include "viewer/model/network_facts.h"

#include "inspect/first_layer.h"
#include "train/recipe.h"

namespace alexnet::viewer {
namespace {

NodeFacts facts_of(const Network& network, const Network::Node& node) {
  NodeFacts facts;
  facts.name = node.name;
  facts.what = to_text(node.spec);
  facts.tower = node.tower;
  facts.spec = node.spec;
  facts.is_copy = std::holds_alternative<TowerCopySpec>(node.spec);
  facts.output = node.output.shape().with_batch(1);
  facts.inputs = node.inputs;
  const int first = node.inputs.front();
  facts.input = first == kPicture ? network.variant().input
                                  : network.nodes()[first].output.shape().with_batch(1);
  for (const Parameter& p : node.layer->parameters()) facts.parameters += p.value.shape().size();
  facts.multiply_adds = node.multiply_adds;
  return facts;
}

/// The filters of a convolution; in the first layer, only the tower's own (own_kernels()).
ConvFilters filters_of(const Network& network, const Network::Node& node) {
  Tensor weight = node.layer->parameters()[0].value.to(Device::cpu());
  if (node.inputs.front() != Network::kImages) return {node.name, node.tower, std::move(weight)};
  const ConstTensorView own = own_kernels(network, node.tower, weight);
  ConvFilters filters{node.name, node.tower, Tensor(node.name, own.shape)};
  copy(filters.weight, own);
  filters.first = int((own.data - weight.data()) / own.shape.image_size());
  return filters;
}

}  // namespace

NetworkFacts facts_of(const Network& network) {
  NetworkFacts facts;
  facts.variant = network.variant();
  for (const Parameter* p : network.parameters()) facts.parameters += p->value.shape().size();
  facts.backward_order = network.backward_order();
  for (const Network::Node& node : network.nodes()) {
    facts.nodes.push_back(facts_of(network, node));
    if (!std::holds_alternative<ConvSpec>(node.spec)) continue;
    if (node.inputs.front() == Network::kImages)
      facts.first_layer.push_back(int(facts.convolutions.size()));
    facts.convolutions.push_back(filters_of(network, node));
  }
  if (facts.first_layer.size() == 2 && network.variant().input.c == 3) {
    const std::vector<TowerColours> towers = colour_split(network);
    facts.split = two_samples(towers).split_test();
    facts.axes = two_samples(towers).axis_test();
  }
  return facts;
}

std::shared_ptr<const NetworkFacts> facts_of(const TrainedModel& model, const Path& checkpoint) {
  auto facts = std::make_shared<NetworkFacts>(facts_of(model.network));
  facts->source = checkpoint.string();
  facts->epoch = Checkpoint(checkpoint).state().epoch;
  facts->class_names = model.preprocessing.class_names;
  facts->data = model.data.data;
  facts->batch_size = recipe_for(facts->variant.name).batch_size;
  return facts;
}

double exchanged_mb(const NodeFacts& copy, int pictures) {
  return 2e-6 * double(copy.output.image_size()) * sizeof(float) * pictures;
}

std::string layer_of(const ConvFilters& filters) {
  const char last = filters.node.back();
  return last == 'a' || last == 'b' ? filters.node.substr(0, filters.node.size() - 1)
                                    : filters.node;
}

std::vector<std::string> filter_layers(const NetworkFacts& network) {
  std::vector<std::string> layers;
  for (const ConvFilters& filters : network.convolutions)
    if (filters.tower == Tower::a) layers.push_back(layer_of(filters));
  return layers;
}

}  // namespace alexnet::viewer
