#pragma once
#include "scene.h"

// A snapshot in which no panel is empty.
namespace alexnet::test {

/// Patches for every kernel of both towers, all from picture 1.
inline std::shared_ptr<const std::vector<TowerPatches>> some_patches(const NetworkFacts& network) {
  auto towers = std::make_shared<std::vector<TowerPatches>>();
  for (int i : network.first_layer) {
    TowerPatches tower{network.convolutions[i].node, 7, 7, {}, network.variant.input.w};
    tower.by_kernel.assign(std::size_t(network.convolutions[i].weight.shape().n),
                           std::vector<ExcitingPatch>(9, {1, 2, 3, 0.5f}));
    towers->push_back(std::move(tower));
  }
  return towers;
}

/// A training run under way, with curves and kernels.
inline std::shared_ptr<const TrainingFacts> some_training(Variant variant) {
  auto training = std::make_shared<TrainingFacts>();
  Network network(std::move(variant), Placement{}, 1);
  network.initialize(3);
  training->phase = TrainingPhase::training;
  training->folder = "runs/viewer";
  training->has_checkpoint = true;
  training->newest = {20, 1, Split::train, {160, 2.5, 0.7, 0.4}, 0.01f, 1000, 2};
  training->rows = std::make_shared<const std::vector<Measurement>>(2, training->newest);
  training->weights = std::make_shared<const WeightSnapshot>(snapshot_weights(network, 20));
  return training;
}

/// A network with something for every panel to show.
inline Snapshot everything(const Variant& variant = small_demo(),
                           const std::string& class_name = "class") {
  Snapshot now = scene(30, variant, 0, class_name);
  now.predictions = predictions_of(now);
  now.patches = some_patches(*now.network);
  auto activations = std::make_shared<Activations>();
  for (const NodeFacts& node : now.network->nodes)
    activations->outputs.push_back({Tensor(node.name, node.output), 0.5});
  now.activations = activations;
  now.trace = trace_of(variant);
  auto neighbours = std::make_shared<Neighbours>(Neighbours{*now.validation, *now.validation, {}});
  for (int query = 0; query < kNeighbourRows; ++query) {
    const std::vector<Neighbour> six(6, Neighbour{query, 1.5f});
    neighbours->rows.push_back({query, six, six});
  }
  now.neighbours = neighbours;
  auto views = std::make_shared<TenViews>();
  for (Image& view : views->views) view = Image(20, 20);
  views->average = now.predictions->rows[0];
  now.ten_views = views;
  now.training = some_training(variant);
  auto available = std::make_shared<AvailableRuns>();
  available->drawn = *now.validation;
  available->photographs = "assets/photographs";
  available->runs = {{"assets/mini", "A network.", "assets/mini/checkpoint-0000009.safetensors"},
                     {"runs/demo", "", "runs/demo/checkpoint-0000009.safetensors"}};
  now.available = available;
  return now;
}

}  // namespace alexnet::test
